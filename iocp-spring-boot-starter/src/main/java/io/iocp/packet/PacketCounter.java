package io.iocp.packet;

/** Events of packet sessions that are counted, each with its meaning in one line. */
public enum PacketCounter {
  SESSIONS_OPENED("Packet sessions begun, on either side"),
  PACKETS_RECEIVED("Packets of applications received whole"),
  PROTOCOL_VIOLATIONS("Sessions ended because the peer broke the packet protocol"),
  PONGS_SKIPPED("Pings not answered because the peer does not read what it is sent"),
  CONTROL_PACKETS_WITHOUT_BUFFER("Control packets not sent because the buffer pool was empty");

  private final String meaning;

  PacketCounter(String meaning) {
    this.meaning = meaning;
  }

  /** One line for documentation and metrics. */
  public String meaning() {
    return meaning;
  }
}
