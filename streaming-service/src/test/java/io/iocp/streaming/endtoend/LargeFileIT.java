package io.iocp.streaming.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.streaming.StreamingServiceApplication;
import io.iocp.testsupport.Patience;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A file that is far larger than the server's memory, both ways, by clients that are killed in the
 * middle and started again. {@code -Diocp.files.megabytes=1024} for another size.
 */
@Tag("alone")
@EnabledOnOs(OS.LINUX)
@Timeout(900)
class LargeFileIT {

  private static final long BYTES = Long.getLong("iocp.files.megabytes", 256) << 20;
  private static final long KILL_AT_BYTES = BYTES / 8;
  private static final int MOST_ATTEMPTS = 20;

  // The server's heap, its buffers, and what they may differ by: a fraction of the file.
  private static final List<String> SMALL =
      List.of("-Xms112m", "-Xmx112m", "-XX:MaxDirectMemorySize=64m", "-XX:+AlwaysPreTouch");
  private static final long ALLOWED_GROWTH_BYTES = 64 << 20;

  @TempDir private Path here;
  @TempDir private Path there;

  @ParameterizedTest
  @EnumSource
  void aKilledTransferGoesOnAndEndsWithTheRightHash(Engine engine) throws Exception {
    engine.require();
    try (ServiceProcess service =
        new ServiceProcess(
            SMALL,
            List.of(
                engine.property(),
                "--iocp.address=127.0.0.1",
                "--iocp.buffers.max-memory=48MB",
                "--streaming.security.mode=open",
                "--streaming.files.directory=" + there,
                "--streaming.files.write=true"))) {
      Path warmUp = here.resolve("small");
      write(warmUp, 8 << 20);
      assertThat(transfer(service, "put", warmUp)).contains("bytes, and the SHA-256 is right");
      Files.delete(warmUp);
      assertThat(transfer(service, "get", warmUp)).contains("bytes, and the SHA-256 is right");
      awaitIdle(service);
      double usedBefore = usedBuffers(service);
      long residentBefore = service.residentBytes();

      Path file = here.resolve("large");
      String sha256 = write(file, BYTES);
      kill(service, "put", file, there.resolve(".large.part"));
      assertThat(transfer(service, "put", file))
          .contains("goes on at byte ")
          .contains(BYTES + " bytes, and the SHA-256 is right");
      assertThat(hash(there.resolve("large"))).isEqualTo(sha256);

      Files.delete(file);
      kill(service, "get", file, here.resolve(".large.part"));
      assertThat(transfer(service, "get", file))
          .contains("goes on at byte ")
          .contains(BYTES + " bytes, and the SHA-256 is right");
      assertThat(hash(file)).isEqualTo(sha256);

      awaitIdle(service);
      Patience.await("all buffers are free again").until(() -> usedBuffers(service) == usedBefore);
      long grownBytes = service.residentBytes() - residentBefore;
      System.out.printf(
          Locale.ROOT,
          "%s: %d MB both ways; the server's memory went from %d MB by %d KB%n",
          engine,
          BYTES >> 20,
          residentBefore >> 20,
          grownBytes >> 10);
      assertThat(grownBytes).as("growth of the server").isLessThan(ALLOWED_GROWTH_BYTES);
    }
  }

  /** Writes bytes of which no two megabytes are alike; answers their hash. */
  private static String write(Path file, long bytes) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    byte[] piece = new byte[1 << 20];
    new Random(bytes).nextBytes(piece);
    try (OutputStream out = Files.newOutputStream(file)) {
      for (long left = bytes; left > 0; left -= piece.length) {
        ByteBuffer.wrap(piece).putLong(left);
        out.write(piece);
        digest.update(piece);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static String hash(Path file) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    ByteBuffer piece = ByteBuffer.allocate(1 << 20);
    try (FileChannel channel = FileChannel.open(file)) {
      while (channel.read(piece.clear()) >= 0) {
        digest.update(piece.flip());
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static Process start(ServiceProcess service, String direction, Path file)
      throws IOException {
    return ServiceProcess.java(
        List.of(
            "-Xmx64m",
            StreamingServiceApplication.class.getName(),
            "files",
            direction,
            "--server=" + service.webSocket("/files"),
            file.toString()));
  }

  /** Transfers to the end; answers what the client says. */
  private static String transfer(ServiceProcess service, String direction, Path file)
      throws Exception {
    Process client = start(service, direction, file);
    String output = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(client.waitFor()).as(output).isZero();
    return output;
  }

  /**
   * Kills the client, as {@code kill -9} does, when a part has been transferred. One that was
   * faster than this test is another attempt's.
   */
  private static void kill(ServiceProcess service, String direction, Path file, Path part)
      throws Exception {
    for (int i = 0; i < MOST_ATTEMPTS; i++) {
      Process client = start(service, direction, file);
      while (client.isAlive() && sizeOf(part) < KILL_AT_BYTES) {
        Thread.onSpinWait();
      }
      client.destroyForcibly();
      assertThat(client.waitFor(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
      awaitIdle(service);
      if (Files.exists(part)) {
        assertThat(sizeOf(part)).isGreaterThanOrEqualTo(KILL_AT_BYTES).isLessThan(BYTES);
        return;
      }
      Path whole = part.resolveSibling("large");
      assertThat(whole).as("it was killed, or it was done").exists();
      Files.delete(whole);
    }
    throw new AssertionError("no client could be killed in the middle");
  }

  private static long sizeOf(Path part) {
    try {
      return Files.size(part);
    } catch (IOException e) {
      return 0; // Not there yet, or not any more.
    }
  }

  private static void awaitIdle(ServiceProcess service) {
    Patience.await("no transfer runs")
        .until(
            () ->
                service.meter("iocp_files_running{direction=\"sending\"}") == 0
                    && service.meter("iocp_files_running{direction=\"receiving\"}") == 0
                    && service.meter("iocp_connections ") == 0);
  }

  private static double usedBuffers(ServiceProcess service)
      throws IOException, InterruptedException {
    double used = 0;
    for (String line : service.get("/actuator/prometheus").lines().toList()) {
      if (line.startsWith("iocp_buffers_used{")) {
        used += Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
      }
    }
    return used;
  }
}
