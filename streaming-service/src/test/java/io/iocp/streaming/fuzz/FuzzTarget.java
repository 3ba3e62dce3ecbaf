package io.iocp.streaming.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.iocp.streaming.ingest.rtmp.protocol.AmfTarget;
import io.iocp.streaming.ingest.rtmp.protocol.PublisherBytes;
import io.iocp.streaming.media.input.Recording;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A reader of a stranger's bytes that is fuzzed, and the inputs that the search starts from. What
 * was found once is kept in {@code src/test/resources/fuzz/<name>}, one file a finding.
 */
@SuppressWarnings({
  "ImmutableEnumChecker", // Nobody changes the inputs.
  "StringConcatToTextBlock" // Lines end with CR and LF.
})
enum FuzzTarget {
  TS(
      MediaTargets.Ts.class,
      MediaTargets.Ts::fuzzerTestOneInput,
      recordings("h264-aac.ts", "hevc-opus.ts", "h264-mp3.ts", "aac-only.ts", "mpeg2.ts")),
  FLV(
      MediaTargets.Flv.class,
      MediaTargets.Flv::fuzzerTestOneInput,
      recordings("h264-aac.flv", "mp3.flv")),
  RTMP(RtmpTarget.class, RtmpTarget::fuzzerTestOneInput, rtmp()),
  AMF(AmfTarget.class, AmfTarget::fuzzerTestOneInput, AmfTarget.seeds()),
  ANNEXB(
      MediaTargets.AnnexB.class,
      MediaTargets.AnnexB::fuzzerTestOneInput,
      recordings("annexb.h264", "annexb.h265", "annexb-reordered.h264")),
  MP4(
      MediaTargets.Mp4.class,
      MediaTargets.Mp4::fuzzerTestOneInput,
      recordings(
          "h264-frag-every-frame.mp4",
          "h264-aac-dash.mp4",
          "hevc-opus.mp4",
          "av1-flac.mp4",
          "vp9.mp4",
          "aac-only.mp4",
          "plain.mp4")),
  WEBM(
      MediaTargets.Webm.class,
      MediaTargets.Webm::fuzzerTestOneInput,
      recordings(
          "vp8.webm", "vp8-live.webm", "vp8.mkv", "vp9-opus-live.webm", "av1.webm", "h264.mkv")),
  JPEG(MediaTargets.Jpeg.class, MediaTargets.Jpeg::fuzzerTestOneInput, recordings("jpeg.mjpeg")),
  DATAGRAMS(DatagramTarget.class, DatagramTarget::fuzzerTestOneInput, datagrams()),
  HTTP_REQUESTS(
      HttpTargets.Requests.class,
      HttpTargets.Requests::fuzzerTestOneInput,
      texts(
          "PUT /publish/desk?fps=30 HTTP/1.1\r\nHost: localhost:9000\r\nContent-Length: 5\r\n"
              + "Expect: 100-continue\r\n\r\nhelloGET / HTTP/1.0\r\n\r\n",
          "POST http://host/publish/desk HTTP/1.1\r\n"
              + "Host: host\r\n"
              + "Transfer-Encoding: chunked\r\n"
              + "Authorization: Bearer x\r\n\r\n"
              + "5;a=\"b\"\r\n"
              + "hello\r\n"
              + "0\r\n"
              + "X: y\r\n\r\n"
              + "GET / HTTP/1.1",
          "GET /watch/desk HTTP/1.1\r\nHost: [::1]:9000\r\nUpgrade: websocket\r\n"
              + "Connection: keep-alive, Upgrade\r\nOrigin: https://a.example\r\n\r\n\001\002")),
  HTTP_CHUNKS(
      HttpTargets.Chunks.class,
      HttpTargets.Chunks::fuzzerTestOneInput,
      texts(
          "5\r\n"
              + "hello\r\n"
              + "1;name=\"value\"\r\n"
              + ",\r\n"
              + "00A\r\n"
              + " big world\r\n"
              + "0\r\n"
              + "X: 7\r\n"
              + "Y: 8\r\n\r\n"
              + "GET")),
  HTTP_RESPONSES(
      HttpTargets.Responses.class,
      HttpTargets.Responses::fuzzerTestOneInput,
      texts(
          "HTTP/1.1 200 OK\r\nContent-Type: video/mp2t\r\nTransfer-Encoding: chunked\r\n\r\n"
              + "3\r\nabc\r\n0\r\n\r\n",
          "HTTP/1.0 206 Partial\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc",
          "HTTP/1.1 204\r\n\r\n"));

  /** Longer inputs find no more and take longer. */
  static final int LONGEST_INPUT = 4096;

  final Class<?> type;
  private final Consumer<byte[]> target;
  private final List<byte[]> seeds;

  FuzzTarget(Class<?> type, Consumer<byte[]> target, List<byte[]> seeds) {
    this.type = type;
    this.target = target;
    this.seeds = seeds;
  }

  /** As a directory is called. */
  String directory() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reads an input; throws when a rule is broken. */
  void run(byte[] input) {
    target.accept(input);
  }

  /** What the search starts from, whole. */
  List<byte[]> seeds() {
    return seeds;
  }

  /** What was found, or is kept because it was found elsewhere. */
  List<Path> findings() {
    URL resource = FuzzTarget.class.getResource("/fuzz/" + directory());
    if (resource == null) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(Path.of(resource.toURI()))) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<byte[]> recordings(String... fileNames) {
    return Arrays.stream(fileNames).map(Recording::resource).toList();
  }

  private static List<byte[]> texts(String... requests) {
    return Arrays.stream(requests).map(text -> text.getBytes(ISO_8859_1)).toList();
  }

  private static List<byte[]> rtmp() {
    PublisherBytes publisher = new PublisherBytes();
    ByteBuffer asked = ByteBuffer.wrap(publisher.untilPublish("live", "desk?token=secret"));
    byte[] handshake = new byte[1 + 2 * 1536];
    asked.get(handshake);
    byte[] commands = new byte[asked.remaining()];
    asked.get(commands);
    List<byte[]> all = new ArrayList<>();
    all.add(commands);
    all.add(join(commands, publisher.media()));
    all.add(join(commands, publisher.media(), publisher.unpublish()));
    all.add(join(commands, publisher.unknownCodec()));
    return all;
  }

  private static List<byte[]> datagrams() {
    byte[] stream = Recording.resource("h264-aac.ts");
    ByteBuffer plain = ByteBuffer.allocate(3 * (2 + 188 * 7));
    ByteBuffer rtp = ByteBuffer.allocate(4 * (2 + 12 + 188));
    for (int i = 0; i < 3; i++) {
      plain.putShort((short) (188 * 7)).put(stream, i * 188 * 7, 188 * 7);
    }
    for (int i = 0; i < 4; i++) {
      rtp.putShort((short) (12 + 188)).put((byte) 0x80).put((byte) 33).putShort((short) (i ^ 1));
      rtp.putInt(i).putInt(7).put(stream, i * 188, 188);
    }
    return List.of(plain.array(), rtp.array());
  }

  private static byte[] join(byte[]... parts) {
    ByteBuffer all = ByteBuffer.allocate(Arrays.stream(parts).mapToInt(p -> p.length).sum());
    for (byte[] part : parts) {
      all.put(part);
    }
    return all.array();
  }
}
