package io.iocp.streaming.command;

import io.iocp.IocpTransport;
import io.iocp.streaming.command.capture.Capture;
import io.iocp.streaming.command.capture.CaptureRequest;
import io.iocp.streaming.command.capture.CaptureSource;
import io.iocp.streaming.command.capture.Encoder;
import io.iocp.streaming.command.capture.Ffmpeg;
import io.iocp.streaming.command.capture.FfmpegCommand;
import io.iocp.streaming.command.capture.FfmpegLists;
import io.iocp.streaming.command.capture.Machine;
import io.iocp.streaming.command.capture.OperatingSystem;
import io.iocp.streaming.command.capture.PictureSize;
import io.iocp.streaming.command.capture.Rendition;
import io.iocp.time.NanoClock;
import io.iocp.websocket.WebSocketRequest;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Publishes the screen, a camera, a file, a test picture, or what is piped in. */
@Command(
    name = "publish",
    description = "Publishes a stream: the screen, a camera, a file, a test picture, or a pipe.",
    sortOptions = false,
    footer =
        "%nAll but the pipe need ffmpeg on the path. Captured pictures are dropped, whole groups of"
            + " them, when they have waited for 1.5 s for a slow link; a pipe is read more slowly"
            + " instead. A connection that is lost is made again. Ctrl-C ends the stream in order.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the source is over, and the server has all of it",
      "1:something failed that has no code of its own",
      "2:the command line is not understood",
      "3:the server refuses; its words are on standard error",
      "4:the server is not reached, or was lost when the source was over",
      "5:nothing to publish: no ffmpeg, no screen, no camera, no readable media",
      "130, 143:ended by Ctrl-C, or by SIGTERM"
    })
final class PublishCommand implements Callable<Integer> {

  private static final String PIPE = "-";

  // Longer than the publication needs to end in order.
  private static final long STOP_SECONDS = 5;

  @Mixin private final ServerOptions server = new ServerOptions();

  @Option(
      names = "--to",
      required = true,
      paramLabel = "ADDRESS",
      description = "Where: ws://host:9000/publish/NAME, or wss:.")
  private URI address = URI.create("");

  @Option(
      names = "--source",
      required = true,
      paramLabel = "SOURCE",
      description = "screen, camera, file, test, or - for standard input in any container.")
  private String source = "";

  @Option(
      names = "--input",
      paramLabel = "INPUT",
      description =
          "Which one: the file; the X display, or on Windows the monitor's number or the window's"
              + " title; the camera's device or name.")
  private @Nullable String input;

  @Option(
      names = "--encoder",
      paramLabel = "ENCODER",
      defaultValue = Encoder.AUTO,
      description =
          "auto tries hardware first: h264_nvenc, h264_qsv, h264_amf, h264_vaapi,"
              + " h264_videotoolbox, then libx264.")
  private String encoder = Encoder.AUTO;

  @Option(
      names = "--bitrate",
      paramLabel = "RATE",
      defaultValue = "4M",
      converter = BitRate.class,
      description = "Bits a second of the picture, ${DEFAULT-VALUE} by default.")
  private long bitsPerSecond;

  @Option(
      names = "--size",
      paramLabel = "WxH",
      description = "Makes the picture smaller to fit, such as 1280x720.")
  private @Nullable String size;

  @Option(
      names = "--fps",
      paramLabel = "FPS",
      description = "Pictures a second: 30, or the file's own, by default.")
  private @Nullable Integer framesPerSecond;

  @Option(
      names = "--renditions",
      paramLabel = "NAME=RATE[:WxH],…",
      converter = Renditions.Reading.class,
      description =
          "In the place of --bitrate: several renditions of the source, such as"
              + " hi=4M,lo=400k:640x360, published as NAME@hi and NAME@lo. Viewers of NAME get the"
              + " best that their links carry.")
  private @Nullable Renditions renditions;

  @Override
  public Integer call() throws IOException, InterruptedException {
    WebSocketRequest request = server.request(ServerWords.wanted(address));
    Terminal terminal = Terminal.standard();
    if (source.equals(PIPE)) {
      if (renditions != null) {
        throw server.wrong("--renditions are encoded here: a pipe has been already");
      }
      return publish(Map.of(request, new PipeSource(System.in)), terminal);
    }
    Optional<Encoding> encoding = encoding(terminal);
    if (encoding.isEmpty()) {
      return ExitCode.NO_SOURCE;
    }
    return renditions == null
        ? publish(Map.of(request, encoding.get().start(bitsPerSecond)), terminal)
        : publish(encoding.get(), renditions.all(), terminal);
  }

  private int publish(Encoding encoding, List<Rendition> all, Terminal terminal)
      throws IOException, InterruptedException {
    Map<Rendition, LocalBody> bodies = new LinkedHashMap<>();
    Map<Rendition, URI> addresses = new LinkedHashMap<>();
    for (Rendition rendition : all) {
      LocalBody body = LocalBody.listen();
      bodies.put(rendition, body);
      addresses.put(rendition, body.address());
    }
    try (FfmpegSource ffmpeg = encoding.start(addresses)) {
      ffmpeg.onExit(() -> bodies.values().forEach(LocalBody::noMore));
      Map<WebSocketRequest, MediaSource> sources = new LinkedHashMap<>();
      bodies.forEach(
          (rendition, body) ->
              sources.put(
                  server.request(ServerWords.wanted(Renditions.address(address, rendition))),
                  new EncodedRendition(ffmpeg, body)));
      return publish(sources, terminal);
    }
  }

  private static int publish(Map<WebSocketRequest, MediaSource> sources, Terminal terminal)
      throws IOException, InterruptedException {
    IocpTransport transport = ClientTransport.open();
    List<Publication> publications = new ArrayList<>();
    sources.forEach(
        (request, media) ->
            publications.add(
                new Publication(
                    transport,
                    request,
                    media,
                    sources.size() == 1 ? terminal : terminal.of(nameOf(request)),
                    NanoClock.system())));
    PublicationGroup publication = new PublicationGroup(publications);
    CountDownLatch over = new CountDownLatch(1);
    Thread onSignal = new Thread(() -> stop(publication, over), "publish-stop");
    Runtime.getRuntime().addShutdownHook(onSignal);
    try {
      return publication.run();
    } finally {
      transport.stop(ClientTransport.STOP_GRACE);
      over.countDown();
    }
  }

  private static String nameOf(WebSocketRequest request) {
    String path = request.address().getPath();
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private static void stop(PublicationGroup publication, CountDownLatch over) {
    publication.stop();
    try {
      over.await(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  // ── ffmpeg ────────────────────────────────────────────────────────────────────────────────────

  /** What is run with which arguments. */
  private record Encoding(String program, Capture.Input input, Encoder encoder) {

    FfmpegSource start(long bitsPerSecond) throws IOException {
      return FfmpegSource.start(FfmpegCommand.capture(program, input, encoder, bitsPerSecond));
    }

    FfmpegSource start(Map<Rendition, URI> renditions) throws IOException {
      return FfmpegSource.start(FfmpegCommand.capture(program, input, encoder, renditions));
    }
  }

  /** How to capture; empty when that cannot be, which has been said. */
  private Optional<Encoding> encoding(Terminal terminal) throws IOException, InterruptedException {
    CaptureRequest wanted = wanted();
    Optional<Encoder> chosen = chosenEncoder();
    OperatingSystem system = OperatingSystem.of(System.getProperty("os.name", ""));
    Map<String, String> environment = System.getenv();
    Optional<Ffmpeg> found = Ffmpeg.find(system, environment);
    if (found.isEmpty()) {
      terminal.say(
          "ffmpeg is not on the path: install it (https://ffmpeg.org/download.html), pipe"
              + " something into --source -, or publish with a browser");
      return Optional.empty();
    }
    Ffmpeg ffmpeg = found.get();
    boolean camera = wanted.source() == CaptureSource.CAMERA;
    FfmpegLists lists =
        ffmpeg.lists(camera || wanted.source() == CaptureSource.SCREEN, chosen.isEmpty());
    boolean namesWanted = system == OperatingSystem.WINDOWS && camera;
    Capture capture =
        Capture.of(
            wanted,
            new Machine(system, environment, lists, namesWanted ? ffmpeg.cameras() : List.of()));
    if (capture instanceof Capture.Impossible impossible) {
      terminal.say("Nothing to publish: " + impossible.reason());
      return Optional.empty();
    }
    Optional<Encoder> encoding =
        chosen.isPresent() ? chosen : firstThatWorks(ffmpeg, Encoder.builtInto(lists));
    if (encoding.isEmpty()) {
      terminal.say("Nothing to publish: this ffmpeg has no encoder of H.264 that works here");
      return Optional.empty();
    }
    terminal.say("Encoding with " + encoding.get().ffmpegName());
    return Optional.of(new Encoding(ffmpeg.program(), (Capture.Input) capture, encoding.get()));
  }

  private static Optional<Encoder> firstThatWorks(Ffmpeg ffmpeg, List<Encoder> encoders)
      throws IOException, InterruptedException {
    for (Encoder candidate : encoders) {
      if (ffmpeg.canEncodeWith(candidate)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  private CaptureRequest wanted() {
    try {
      return new CaptureRequest(
          CaptureSource.named(source),
          input,
          framesPerSecond,
          size == null ? null : PictureSize.parse(size));
    } catch (IllegalArgumentException e) {
      throw server.wrong(String.valueOf(e.getMessage()));
    }
  }

  private Optional<Encoder> chosenEncoder() {
    try {
      return Encoder.named(encoder);
    } catch (IllegalArgumentException e) {
      throw server.wrong(String.valueOf(e.getMessage()));
    }
  }
}
