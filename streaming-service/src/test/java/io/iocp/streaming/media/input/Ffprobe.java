package io.iocp.streaming.media.input;

import io.iocp.testsupport.Capability;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The packets of a recording, as a demuxer that is not ours finds them. */
public final class Ffprobe {

  /** A packet; times in ticks of its stream. */
  public record Packet(int stream, long pts, long dts, long size, boolean keyframe) {}

  private Ffprobe() {}

  /** All packets, in the order of the file. */
  public static List<Packet> packets(Path directory, Recording recording, String... options)
      throws IOException, InterruptedException {
    Path ffprobe = Capability.requireProgram("ffprobe");
    Path media = Files.write(directory.resolve(recording.name()), recording.bytes());
    Path output = directory.resolve("packets");
    ProcessBuilder process = new ProcessBuilder(ffprobe.toString(), "-v", "error");
    process.command().addAll(List.of(options));
    process
        .command()
        .addAll(
            List.of(
                "-show_entries",
                "packet=stream_index,pts,dts,size,flags",
                "-of",
                "csv=p=0",
                media.toString()));
    process.redirectOutput(output.toFile()).redirectError(ProcessBuilder.Redirect.DISCARD);
    process.start().waitFor();
    return Files.readAllLines(output, StandardCharsets.US_ASCII).stream()
        .filter(line -> !line.isEmpty())
        .map(line -> line.split(",", -1))
        .map(
            f ->
                new Packet(
                    Integer.parseInt(f[0]),
                    Long.parseLong(f[1]),
                    Long.parseLong(f[2]),
                    Long.parseLong(f[3]),
                    f[4].startsWith("K")))
        .toList();
  }
}
