package io.iocp.streaming.ingest.rtmp.protocol;

/** Types of messages (RTMP 1.0, sections 5.4, 6.2 and 7.1). */
final class MessageType {

  static final int SET_CHUNK_SIZE = 1;
  static final int ABORT = 2;
  static final int ACKNOWLEDGEMENT = 3;
  static final int USER_CONTROL = 4;
  static final int WINDOW_ACKNOWLEDGEMENT_SIZE = 5;
  static final int SET_PEER_BANDWIDTH = 6;
  static final int AUDIO = 8;
  static final int VIDEO = 9;

  /** A command in AMF3, in practice AMF0 behind one byte. */
  static final int COMMAND_AMF3 = 17;

  static final int COMMAND_AMF0 = 20;
  static final int AGGREGATE = 22;

  private MessageType() {}

  static boolean isMedia(int type) {
    return type == AUDIO || type == VIDEO;
  }
}
