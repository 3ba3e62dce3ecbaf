package io.iocp.streaming.ingest.udp.protocol;

/** Events of a stream that comes by UDP, each with its meaning in one line. */
public enum UdpCounter {
  BEGUN("Senders whose datagrams became the stream"),
  SILENT("Senders that lost the stream because they fell silent"),
  RECEIVED("Datagrams of the sender that has the stream"),
  IGNORED("Datagrams of others, while a sender has the stream"),
  REFUSED("Datagrams of senders that may not publish, or were refused a moment ago"),
  NOT_TRANSPORT("Datagrams without MPEG-TS"),
  PACKETS_LOST("Packets of MPEG-TS that are missing by their continuity counters"),
  RTP_LOST("RTP packets that did not come in time"),
  RTP_REORDERED("RTP packets that were put back in order"),
  RTP_LATE("RTP packets that came twice or too late");

  private final String meaning;

  UdpCounter(String meaning) {
    this.meaning = meaning;
  }

  /** One line for documentation and metrics. */
  public String meaning() {
    return meaning;
  }
}
