package io.iocp.packet;

/** Events of packet sessions that are counted, each with its meaning in one line. */
public enum PacketCounter {
  SESSIONS_OPENED("Opened packet sessions, inbound and outbound"),
  PACKETS_RECEIVED("Received application packets"),
  PROTOCOL_VIOLATIONS("Sessions closed because the peer violated the packet protocol"),
  PONGS_SKIPPED("Pings ignored because the peer does not read its pongs"),
  CONTROL_PACKETS_WITHOUT_BUFFER("Control packets dropped because the buffer pool was exhausted");

  private final String meaning;

  PacketCounter(String meaning) {
    this.meaning = meaning;
  }

  /** One line for documentation and metrics. */
  public String meaning() {
    return meaning;
  }
}
