package io.iocp.streaming.endtoend;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.testsupport.Capability;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What ffmpeg wrote, cut into the pieces that a live publisher would send one by one. */
final class MediaPieces {

  private static final String CLUSTER = "\u001fC\u00b6u";
  private static final int BOX_SIZE_BYTES = 4;
  // After the type: version and flags.
  private static final int TFDT_TIME_OFFSET = 8;

  private final byte[] init;
  private final List<byte[]> fragments;

  /**
   * Takes what was cut.
   *
   * @param init the init segment
   * @param fragments fragments of MP4, or clusters of WebM
   */
  private MediaPieces(byte[] init, List<byte[]> fragments) {
    this.init = init;
    this.fragments = fragments;
  }

  byte[] init() {
    return init;
  }

  List<byte[]> fragments() {
    return fragments;
  }

  /**
   * Fragmented MP4.
   *
   * @param arguments of ffmpeg, without the output
   */
  static MediaPieces mp4(String arguments) throws IOException, InterruptedException {
    return cut(ffmpeg(arguments + " -f mp4"), "moof", BOX_SIZE_BYTES);
  }

  static MediaPieces webm(String arguments) throws IOException, InterruptedException {
    return cut(ffmpeg(arguments + " -f webm"), CLUSTER, 0);
  }

  /**
   * Init segment and a fragment for each of 20 small pictures a second: about 170 seconds, which
   * for a test are as good as no end.
   */
  static List<byte[]> longAndSmall() throws IOException, InterruptedException {
    return mp4("-f lavfi -i testsrc2=size=160x90:rate=20 -t 170 -c:v libx264 -preset ultrafast"
            + " -tune zerolatency -pix_fmt yuv420p -g 20 -sc_threshold 0"
            + " -movflags empty_moov+default_base_moof+frag_every_frame")
        .all();
  }

  /** Init segment and fragments in order. */
  List<byte[]> all() {
    return from(0, fragments.size());
  }

  /** Init segment and some of the fragments. */
  List<byte[]> from(int first, int end) {
    List<byte[]> pieces = new ArrayList<>();
    pieces.add(init);
    pieces.addAll(fragments.subList(first, end));
    return pieces;
  }

  /** A fragment of MP4 with its time moved. */
  static byte[] moved(byte[] fragment, long ticks) {
    byte[] moved = fragment.clone();
    int at = new String(moved, ISO_8859_1).indexOf("tfdt") + TFDT_TIME_OFFSET;
    assertThat(moved[at - BOX_SIZE_BYTES]).as("version of tfdt").isEqualTo((byte) 1);
    ByteBuffer bytes = ByteBuffer.wrap(moved);
    bytes.putLong(at, bytes.getLong(at) + ticks);
    return moved;
  }

  private static MediaPieces cut(byte[] media, String mark, int bytesBefore) {
    String text = new String(media, ISO_8859_1);
    List<byte[]> pieces = new ArrayList<>();
    int start = 0;
    for (int at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + 1)) {
      pieces.add(Arrays.copyOfRange(media, start, at - bytesBefore));
      start = at - bytesBefore;
    }
    pieces.add(Arrays.copyOfRange(media, start, media.length));
    return new MediaPieces(pieces.get(0), List.copyOf(pieces.subList(1, pieces.size())));
  }

  private static byte[] ffmpeg(String arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Capability.requireProgram("ffmpeg").toString());
    command.addAll(List.of("-v", "error", "-nostdin"));
    command.addAll(List.of(arguments.split(" ", -1)));
    command.add("pipe:1");
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    byte[] output = process.getInputStream().readAllBytes();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isZero();
    return output;
  }
}
