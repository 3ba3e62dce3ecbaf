package io.iocp.access.proxy;

import java.util.HexFormat;

/**
 * The header of the PROXY protocol, version 2, from section 2.2 of <a
 * href="https://www.haproxy.org/download/3.0/doc/proxy-protocol.txt">proxy-protocol.txt</a>; all
 * numbers in network byte order.
 *
 * <pre>
 *  0 ┬ signature, 12 bytes
 * 12 ┼ version (4 bits, always 2) │ command (4 bits: 0 LOCAL, 1 PROXY)
 * 13 ┼ address family (4 bits)    │ transport protocol (4 bits)
 * 14 ┼ length of what follows, 2 bytes
 * 16 ┼ source address, destination address: 4 bytes each (TCP4) or 16 (TCP6)
 *    ┼ source port, destination port: 2 bytes each
 *    ┴ records of type (1 byte), length (2 bytes) and value
 * </pre>
 */
final class ProxyHeaderLayout {

  static final byte[] SIGNATURE = HexFormat.of().parseHex("0d0a0d0a000d0a515549540a");

  static final int VERSION_COMMAND_OFFSET = 12;
  static final int FAMILY_OFFSET = 13;
  static final int LENGTH_OFFSET = 14;
  static final int SIZE = 16;

  static final int LOCAL = 0x20;
  static final int PROXY = 0x21;

  static final int UNSPECIFIED = 0x00;
  static final int TCP4 = 0x11;
  static final int TCP6 = 0x21;
  static final int TCP4_ADDRESSES = 12;
  static final int TCP6_ADDRESSES = 36;

  static final int RECORD_SIZE = 3;
  static final int CRC32C_TYPE = 0x03;
  static final int CRC32C_SIZE = 4;

  private ProxyHeaderLayout() {}
}
