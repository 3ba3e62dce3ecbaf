package io.iocp.connection;

/** Events of connections that are counted, each with its meaning in one line. */
public enum ConnectionCounter {
  ACCEPTED("Connections accepted"),
  ACCEPT_FAILED("Failed accepts, because the peer had disconnected or descriptors ran out"),
  CONNECTED("Outbound connections established"),
  CONNECT_FAILED("Outbound connection attempts that failed"),
  SEND_QUEUE_FULL("Messages rejected because a send queue was full or no buffer was free"),
  RECEIVE_STARVED("Times received data waited because the buffer pool was exhausted"),
  FILE_FAILED("Files that failed to be sent because they were unreadable or truncated"),
  POSTED_PARTS("Executed parts of posted work"),
  POSTED_FULL("Posted work rejected because its queue was full"),
  POSTED_DROPPED("Posted work dropped because its connection had ended"),
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
