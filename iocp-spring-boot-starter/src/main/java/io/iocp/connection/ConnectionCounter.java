package io.iocp.connection;

/** Events of connections that are counted, each with its meaning in one line. */
public enum ConnectionCounter {
  ACCEPTED("Connections accepted"),
  ACCEPT_FAILED("Accepts that failed: the peer was gone already, or descriptors ran out"),
  CONNECTED("Outbound connections made"),
  CONNECT_FAILED("Attempts to connect that made no connection"),
  SEND_QUEUE_FULL("Offers refused because a send queue was at its bound, or for want of buffers"),
  RECEIVE_STARVED("Times data waited because the buffer pool was empty"),
  FILE_FAILED("Files that could not be sent whole: unreadable, or shorter than they were"),
  POSTED_PARTS("Parts of posted work that ran"),
  POSTED_FULL("Posted work refused because as much as may wait did"),
  POSTED_DROPPED("Posted work that was not done when its connection ended"),
  HANDLER_FAILED("Exceptions thrown by handlers");

  private final String meaning;

  ConnectionCounter(String meaning) {
    this.meaning = meaning;
  }

  /** One line for documentation and metrics. */
  public String meaning() {
    return meaning;
  }
}
