package io.iocp.streaming.media.ts;

import io.iocp.streaming.media.input.Recording;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * Writes a transport stream of H.264 and AAC, whose stamps are the test's business: real pictures
 * of a recording, and sound frames with nothing in them.
 */
final class SyntheticTransport {

  private static final int PACKET = TransportStreamReader.PACKET_BYTES;
  private static final int MAP_PID = 0x1000;
  private static final int VIDEO_PID = 0x100;
  private static final int AUDIO_PID = 0x101;
  private static final long STAMP_MASK = (1L << 33) - 1;

  // Program 1 has its map on PID 0x1000; H.264 on 0x100, AAC on 0x101. The checksums are right.
  private static final String ASSOCIATION = "00b00d0001c100000001f000";
  private static final String MAP = "02b0170001c10000e100f0001be100f0000fe101f000";

  // ADTS: AAC-LC, 48 kHz, two channels, 13 bytes.
  private static final byte[] SOUND = HexFormat.of().parseHex("fff14c8001bffc211004608c1c");

  private final byte[] keyframe;
  private final byte[] delta;
  private final int[] counters = new int[0x2000];

  SyntheticTransport() {
    byte[] raw = Recording.resource("annexb.h264");
    ByteArrayOutputStream start = new ByteArrayOutputStream();
    byte[] difference = null;
    int at = 0;
    boolean whole = false;
    while (difference == null) {
      int end = nextUnit(raw, at + 3);
      int type = raw[raw[at + 2] == 1 ? at + 3 : at + 4] & 0x1F;
      if (type == 1) {
        difference = ByteBuffer.allocate(end - at).put(raw, at, end - at).array();
      } else if (!whole) {
        start.write(raw, at, end - at);
        whole = type == 5;
      }
      at = end;
    }
    keyframe = start.toByteArray();
    delta = difference;
  }

  private static int nextUnit(byte[] raw, int from) {
    for (int at = from; at < raw.length - 4; at++) {
      boolean code = raw[at] == 0 && raw[at + 1] == 0;
      if (code && (raw[at + 2] == 1 || (raw[at + 2] == 0 && raw[at + 3] == 1))) {
        return at;
      }
    }
    return raw.length;
  }

  byte[] tables() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    section(out, 0, ASSOCIATION);
    section(out, MAP_PID, MAP);
    return out.toByteArray();
  }

  private void section(ByteArrayOutputStream out, int pid, String hex) {
    byte[] section = HexFormat.of().parseHex(hex);
    ByteBuffer whole = ByteBuffer.allocate(section.length + 5).put((byte) 0).put(section);
    packets(out, pid, whole.putInt(checksum(section)).array(), (byte) 0xFF);
  }

  private static int checksum(byte[] bytes) {
    int crc = -1;
    for (byte each : bytes) {
      crc ^= each << 24;
      for (int bit = 0; bit < 8; bit++) {
        crc = crc < 0 ? crc << 1 ^ 0x04C11DB7 : crc << 1;
      }
    }
    return crc;
  }

  byte[] picture(boolean isKeyframe, long stamp) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    pes(out, VIDEO_PID, 0xE0, stamp, isKeyframe ? keyframe : delta, 0);
    return out.toByteArray();
  }

  byte[] sound(long stamp) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    pes(out, AUDIO_PID, 0xC0, stamp, SOUND, SOUND.length + 8);
    return out.toByteArray();
  }

  private void pes(
      ByteArrayOutputStream out, int pid, int streamId, long stamp, byte[] content, int length) {
    long ticks = stamp & STAMP_MASK;
    ByteBuffer bytes = ByteBuffer.allocate(14 + content.length);
    bytes.putShort((short) 0).put((byte) 1).put((byte) streamId).putShort((short) length);
    bytes.put((byte) 0x80).put((byte) 0x80).put((byte) 5);
    bytes.put((byte) (0x21 | ticks >>> 30 << 1));
    bytes.putShort((short) (ticks >>> 15 << 1 | 1)).putShort((short) (ticks << 1 | 1));
    packets(out, pid, bytes.put(content).array(), (byte) 0);
  }

  /** Cuts into packets; what is left of the last is filled in front, or behind with that byte. */
  private void packets(ByteArrayOutputStream out, int pid, byte[] content, byte behind) {
    int at = 0;
    while (at < content.length) {
      ByteBuffer packet = ByteBuffer.allocate(PACKET);
      int room = PACKET - 4;
      int count = Math.min(room, content.length - at);
      boolean fill = count < room && behind == 0;
      packet.put((byte) 0x47).putShort((short) ((at == 0 ? 0x4000 : 0) | pid));
      packet.put((byte) ((fill ? 0x30 : 0x10) | (counters[pid]++ & 0x0F)));
      if (fill) {
        int stuffing = room - count - 1;
        packet.put((byte) stuffing);
        if (stuffing > 0) {
          packet.put((byte) 0);
        }
        for (int i = 1; i < stuffing; i++) {
          packet.put((byte) 0xFF);
        }
      }
      packet.put(content, at, count);
      while (packet.hasRemaining()) {
        packet.put(behind);
      }
      out.writeBytes(packet.array());
      at += count;
    }
  }
}
