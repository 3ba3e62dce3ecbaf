package io.iocp.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * What it costs the service to make fragmented MP4 of what is published as MPEG-TS or FLV, against
 * relaying fragmented MP4 as it came: the same picture of 5 Mb/s, cut by ffmpeg into each.
 */
final class RemuxBenchmark {

  private static final List<String> CONTAINERS = List.of("mp4", "mpegts", "flv");
  private static final int ENCODING_SECONDS_LIMIT = 300;

  private final Options options;

  RemuxBenchmark(Options options) {
    this.options = options;
  }

  void run() throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("remux");
    List<Path> media = new ArrayList<>();
    try {
      Path encoded = directory.resolve("picture.mkv");
      ffmpeg(
          "-f lavfi -i testsrc2=size=1280x720:rate=30 -f lavfi -i sine=sample_rate=48000 -t "
              + (options.warmUpSeconds() + options.seconds() + 15)
              + " -c:v libx264 -preset ultrafast -tune zerolatency -pix_fmt yuv420p -g 60 -b:v 5M"
              + " -minrate 5M -maxrate 5M -bufsize 1M -nal-hrd cbr -c:a aac -b:a 96k",
          encoded);
      media.add(encoded);
      for (String container : CONTAINERS) {
        Path file = directory.resolve(container);
        media.add(file);
        String fragments =
            container.equals("mp4")
                ? " -movflags frag_every_frame+empty_moov+default_base_moof"
                : "";
        ffmpeg("-i " + encoded + " -c copy" + fragments + " -f " + container, file);
      }
      System.out.println(measure(directory).render());
    } finally {
      for (Path file : media) {
        Files.deleteIfExists(file);
      }
      Files.delete(directory);
    }
  }

  private static void ffmpeg(String arguments, Path output)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("ffmpeg", "-v", "error", "-nostdin", "-y"));
    command.addAll(Arrays.asList(arguments.split(" ", -1)));
    command.add(output.toString());
    Process process = new ProcessBuilder(command).inheritIO().start();
    if (!process.waitFor(ENCODING_SECONDS_LIMIT, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IOException("ffmpeg has not made " + output);
    }
  }

  private Table measure(Path directory) throws IOException, InterruptedException {
    Table table =
        new Table(
            "The service's CPU time, in milliseconds for each second of a stream of 5 Mb/s",
            "published as",
            "1 viewer (of " + options.streams() + " streams)",
            "to mp4",
            options.viewers() + " viewers",
            "to mp4",
            "machine busy");
    double[] asItCame = new double[2];
    for (String container : CONTAINERS) {
      byte[] media = Files.readAllBytes(directory.resolve(container));
      List<Double> few = new ArrayList<>();
      List<Double> many = new ArrayList<>();
      double others = 0;
      for (int round = 0; round < options.rounds(); round++) {
        Cost one = cost(media, options.streams(), 1);
        Cost hundred = cost(media, 1, options.viewers());
        few.add(one.cpuMillisPerSecond() / options.streams());
        many.add(hundred.cpuMillisPerSecond());
        others = Math.max(others, Math.max(one.machineBusy(), hundred.machineBusy()));
      }
      double[] cost = {Median.of(few), Median.of(many)};
      if (container.equals(CONTAINERS.get(0))) {
        asItCame = cost;
      }
      table.row(
          container,
          text(cost[0]),
          text(cost[0] / asItCame[0]),
          text(cost[1]),
          text(cost[1] / asItCame[1]),
          text(others));
    }
    return table;
  }

  private static String text(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  /**
   * @param cpuMillisPerSecond of the service
   * @param machineBusy the share of all processors that was busy, with the load's own part
   */
  private record Cost(double cpuMillisPerSecond, double machineBusy) {}

  private Cost cost(byte[] media, int streams, int viewersEach)
      throws IOException, InterruptedException {
    int port = RemuxLoad.freePort();
    Process service = service(port);
    try (RemuxLoad load = new RemuxLoad(port)) {
      load.awaitServer(service);
      int seconds = options.warmUpSeconds() + options.seconds() + 15;
      for (int stream = 0; stream < streams; stream++) {
        for (int viewer = 0; viewer < viewersEach; viewer++) {
          load.watch("s" + stream);
        }
        load.publish("s" + stream, media, seconds);
      }
      TimeUnit.SECONDS.sleep(options.warmUpSeconds());
      long bytesBefore = load.receivedBytes();
      double before = ProcFile.cpuSeconds(service.pid());
      ProcFile.MachineTime machine = ProcFile.machineTime();
      long startNanos = System.nanoTime();
      TimeUnit.SECONDS.sleep(options.seconds());
      double elapsedSeconds = (System.nanoTime() - startNanos) / 1e9;
      double cpuSeconds = ProcFile.cpuSeconds(service.pid()) - before;
      double busy = ProcFile.machineTime().busySince(machine);
      double expected = 5e6 / 8 * elapsedSeconds * streams * viewersEach;
      if (load.receivedBytes() - bytesBefore < expected * 0.8) {
        throw new IOException("viewers did not get what was published");
      }
      return new Cost(cpuSeconds * 1000 / elapsedSeconds, busy);
    } finally {
      service.destroyForcibly().waitFor();
    }
  }

  private static Process service(int port) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx512m", "-cp", System.getProperty("java.class.path")));
    command.addAll(
        List.of(
            "io.iocp.streaming.StreamingServiceApplication",
            "--server.port=0",
            "--server.address=127.0.0.1",
            "--iocp.address=127.0.0.1",
            "--iocp.port=" + port,
            "--streaming.security.mode=open",
            "--streaming.demo.enabled=false",
            "--logging.level.root=ERROR"));
    return new ProcessBuilder(command)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** What to run; see the usage text in {@link Benchmarks}. */
  record Options(int streams, int viewers, int rounds, int warmUpSeconds, int seconds) {

    static Options parse(List<String> arguments) {
      int streams = 10;
      int viewers = 100;
      int rounds = 3;
      int warmUpSeconds = 25;
      int seconds = 20;
      OptionReader reader = new OptionReader(arguments);
      while (reader.hasNext()) {
        switch (reader.nextName()) {
          case "--streams" -> streams = reader.positive();
          case "--viewers" -> viewers = reader.positive();
          case "--rounds" -> rounds = reader.positive();
          case "--warmup" -> warmUpSeconds = reader.positive();
          case "--seconds" -> seconds = reader.positive();
          default -> throw reader.unknown();
        }
      }
      return new Options(streams, viewers, rounds, warmUpSeconds, seconds);
    }
  }
}
