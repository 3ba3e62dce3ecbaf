package io.iocp.streaming.ingest.udp.protocol;

import java.nio.ByteBuffer;

/** Takes the byte stream that datagrams carry. */
public interface TransportSink {

  /**
   * The next bytes of the stream.
   *
   * @param bytes lent for the call only
   */
  void bytes(ByteBuffer bytes);

  /** Bytes are missing before the next; those start where a packet of MPEG-TS starts. */
  void gap();
}
