package io.iocp.streaming.ingest.rtmp.protocol;

import java.io.ByteArrayOutputStream;
import java.util.Map;

/** What a publisher sends. */
public final class PublisherBytes {

  static final String AAC_CONFIG = "AF00 1190";
  static final String AAC_FRAME = "AF01 2100";
  static final String AVC_CONFIG = "1700000000 0164000AFFE00000";
  static final String AVC_IDR = "1701000000 00000002 6588";

  private final ChunkWriter writer = new ChunkWriter();

  static byte[] handshake() {
    byte[] bytes = new byte[1 + 2 * 1536];
    bytes[0] = 3;
    return bytes;
  }

  /** From the start until it is connected to an application. */
  byte[] until(String app) {
    return concat(
        handshake(),
        command(
            0,
            "connect",
            1.0,
            Map.of("app", app, "flashVer", "FMLE/3.0", "tcUrl", "rtmp://localhost/" + app)));
  }

  /** From the start until it wants to publish, as ffmpeg and OBS do that. */
  public byte[] untilPublish(String app, String key) {
    return concat(
        until(app),
        command(0, "releaseStream", 2.0, Amf0.NULL, key),
        command(0, "FCPublish", 3.0, Amf0.NULL, key),
        command(0, "createStream", 4.0, Amf0.NULL),
        command(1, "publish", 5.0, Amf0.NULL, key, "live"));
  }

  /** Sequence headers, a picture and a packet of sound. */
  public byte[] media() {
    return concat(
        message(18, 1, "02 000D 40736574446174614672616D65"),
        message(MessageType.VIDEO, 1, AVC_CONFIG),
        message(MessageType.AUDIO, 1, AAC_CONFIG),
        message(MessageType.VIDEO, 1, AVC_IDR),
        message(MessageType.AUDIO, 1, AAC_FRAME));
  }

  /** A picture of a codec that nobody plays. */
  public byte[] unknownCodec() {
    return message(MessageType.VIDEO, 1, "12 00");
  }

  /** The goodbye. */
  public byte[] unpublish() {
    return command(0, "deleteStream", 7.0, Amf0.NULL, 1.0);
  }

  byte[] command(int messageStreamId, Object... values) {
    return writer
        .message(3, MessageType.COMMAND_AMF0, messageStreamId, Amf0Writer.write(values))
        .array();
  }

  byte[] message(int type, int messageStreamId, String body) {
    return writer.message(4, type, messageStreamId, Bytes.of(body)).array();
  }

  static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
