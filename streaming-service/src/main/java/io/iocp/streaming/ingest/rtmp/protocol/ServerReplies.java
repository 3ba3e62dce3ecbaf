package io.iocp.streaming.ingest.rtmp.protocol;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The server's messages to a publisher, ready to be sent. */
final class ServerReplies {

  private static final int CONTROL_CHUNK_STREAM = 2;
  private static final int COMMAND_CHUNK_STREAM = 3;
  private static final int STATUS_CHUNK_STREAM = 5;

  private static final int WINDOW_BYTES = 2_500_000;
  private static final byte LIMIT_DYNAMIC = 2;
  private static final int CHUNK_BYTES = 4096;

  private static final short STREAM_BEGIN = 0;
  private static final short PING_RESPONSE = 7;

  /** Clients ask for the version to see what they may expect; this one everybody knows. */
  private static final String SERVER_VERSION = "FMS/3,0,1,123";

  private static final double CAPABILITIES = 31;

  /** FourCcInfoMask of Enhanced RTMP v2: the server passes on, it neither decodes nor encodes. */
  private static final double CAN_FORWARD = 4;

  private static final List<String> VIDEO_CODECS = List.of("avc1", "hvc1", "av01", "vp09", "vp08");
  private static final List<String> AUDIO_CODECS = List.of("mp4a", "Opus", ".mp3");

  private final ChunkWriter writer = new ChunkWriter();

  /** How much may be in flight, and how large the server's chunks are. */
  List<ByteBuffer> settings() {
    ByteBuffer chunkSize = control(MessageType.SET_CHUNK_SIZE, ofInt(CHUNK_BYTES));
    writer.chunkBytes(CHUNK_BYTES);
    return List.of(
        control(MessageType.WINDOW_ACKNOWLEDGEMENT_SIZE, ofInt(WINDOW_BYTES)),
        control(
            MessageType.SET_PEER_BANDWIDTH,
            ByteBuffer.allocate(Integer.BYTES + 1).putInt(WINDOW_BYTES).put(LIMIT_DYNAMIC).flip()),
        chunkSize);
  }

  ByteBuffer connected(double transactionId) {
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put("fmsVer", SERVER_VERSION);
    properties.put("capabilities", CAPABILITIES);
    properties.put("mode", 1.0);
    properties.put("fourCcList", VIDEO_CODECS);
    properties.put("videoFourCcInfoMap", forwarded(VIDEO_CODECS));
    properties.put("audioFourCcInfoMap", forwarded(AUDIO_CODECS));
    // No reconnecting by request, no multitrack, no ModEx.
    properties.put("capsEx", 0.0);
    Map<String, Object> information =
        status("status", "NetConnection.Connect.Success", "Connection succeeded.");
    information.put("objectEncoding", 0.0);
    return command(0, "_result", transactionId, properties, information);
  }

  private static Map<String, Object> forwarded(List<String> codecs) {
    Map<String, Object> map = new LinkedHashMap<>();
    codecs.forEach(codec -> map.put(codec, CAN_FORWARD));
    return map;
  }

  /** The answer to a call, with a value or {@link Amf0#NULL}. */
  ByteBuffer result(double transactionId, Object value) {
    return command(0, "_result", transactionId, Amf0.NULL, value);
  }

  ByteBuffer status(int messageStreamId, String level, String code, String description) {
    return command(messageStreamId, "onStatus", 0.0, Amf0.NULL, status(level, code, description));
  }

  private static Map<String, Object> status(String level, String code, String description) {
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("level", level);
    status.put("code", code);
    status.put("description", description);
    return status;
  }

  ByteBuffer streamBegin(int messageStreamId) {
    return control(
        MessageType.USER_CONTROL,
        ByteBuffer.allocate(6).putShort(STREAM_BEGIN).putInt(messageStreamId).flip());
  }

  ByteBuffer pong(int timestamp) {
    return control(
        MessageType.USER_CONTROL,
        ByteBuffer.allocate(6).putShort(PING_RESPONSE).putInt(timestamp).flip());
  }

  ByteBuffer acknowledgement(int receivedBytes) {
    return control(MessageType.ACKNOWLEDGEMENT, ofInt(receivedBytes));
  }

  private ByteBuffer control(int type, ByteBuffer body) {
    return writer.message(CONTROL_CHUNK_STREAM, type, 0, body);
  }

  private ByteBuffer command(int messageStreamId, Object... values) {
    return writer.message(
        messageStreamId == 0 ? COMMAND_CHUNK_STREAM : STATUS_CHUNK_STREAM,
        MessageType.COMMAND_AMF0,
        messageStreamId,
        Amf0Writer.write(values));
  }

  private static ByteBuffer ofInt(int value) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(value).flip();
  }
}
