package io.iocp.streaming.publisher;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.IocpTransport;
import io.iocp.IocpTransportOptions;
import io.iocp.file.FileExchange;
import io.iocp.file.FileExchangeOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class FileClientTest {

  private static final int LARGEST_BYTES = 4 << 20;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
  @TempDir private Path here;
  @TempDir private Path there;
  private IocpTransport transport;

  @BeforeEach
  void listen() throws IOException {
    FileExchangeOptions options = FileExchangeOptions.readAndWrite(there);
    FileExchange exchange =
        new FileExchange(
            new FileExchangeOptions(
                there,
                true,
                true,
                false,
                LARGEST_BYTES,
                4,
                options.stalledAfter(),
                options.partsExpireAfter()),
            () -> transport.jobs());
    transport =
        IocpTransport.start(
            IocpTransportOptions.builder()
                .address(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .engine("nio")
                .workers(1)
                .build(),
            List.of(
                registry ->
                    registry
                        .addHandler(exchange.webSocketHandler(), "/files/{name}")
                        .setLimits(LARGEST_BYTES, LARGEST_BYTES)));
  }

  @AfterEach
  void close() {
    transport.close();
  }

  private int transfer(String direction, Path file) {
    return FileClient.transfer(
        URI.create("ws://127.0.0.1:" + transport.address().getPort() + "/files"),
        direction,
        file,
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(errors, true, StandardCharsets.UTF_8));
  }

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private String output() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String complaint() {
    return errors.toString(StandardCharsets.UTF_8);
  }

  @Test
  void whatIsPutIsThereAndWhatIsGotIsHere() throws Exception {
    for (int size : new int[] {0, 1, 3_000_000}) {
      byte[] content = bytes(size);
      Path file = Files.write(here.resolve("übung " + size + ".bin"), content);
      assertThat(transfer("put", file)).as(complaint()).isZero();
      assertThat(there.resolve(file.getFileName().toString())).hasBinaryContent(content);
      Files.delete(file);
      assertThat(transfer("get", file)).as(complaint()).isZero();
      assertThat(file).hasBinaryContent(content);
    }
    assertThat(output()).contains("3000000 bytes, sha256 ").doesNotContain("goes on");
    try (var files = Files.list(here)) {
      assertThat(files).hasSize(3);
    }
  }

  @Test
  void whatWasBrokenOffGoesOn() throws Exception {
    byte[] content = bytes(2_000_000);
    Path file = Files.write(here.resolve("f"), content);
    Files.write(there.resolve(".f.part"), Arrays.copyOf(content, 700_000));
    assertThat(transfer("put", file)).as(complaint()).isZero();
    assertThat(there.resolve("f")).hasBinaryContent(content);
    Files.delete(file);
    Files.write(here.resolve(".f.part"), Arrays.copyOf(content, 1_900_000));
    assertThat(transfer("get", file)).as(complaint()).isZero();
    assertThat(file).hasBinaryContent(content);
    assertThat(output())
        .contains("f: goes on at byte 700000")
        .contains("f: goes on at byte 1900000");
  }

  @Test
  void aPartOfAnotherFileIsStartedOver() throws Exception {
    byte[] content = bytes(50_000);
    Path file = Files.write(here.resolve("f"), content);
    Files.write(there.resolve(".f.part"), bytes(49_999));
    assertThat(transfer("put", file)).as(complaint()).isZero();
    assertThat(there.resolve("f")).hasBinaryContent(content);
    Files.delete(file);
    Files.write(here.resolve(".f.part"), bytes(50_001));
    assertThat(transfer("get", file)).as(complaint()).isZero();
    assertThat(file).hasBinaryContent(content);
  }

  @Test
  void theReasonOfTheServerIsSaid() throws Exception {
    Path file = Files.write(here.resolve("f"), bytes(10));
    Files.write(there.resolve("f"), bytes(11));
    assertThat(transfer("put", file)).isEqualTo(1);
    assertThat(complaint()).contains("exists, file already exists");
    assertThat(there.resolve("f")).hasBinaryContent(bytes(11));
    assertThat(transfer("get", file)).isEqualTo(1);
    assertThat(file).hasBinaryContent(bytes(10));
    assertThat(transfer("get", here.resolve("missing"))).isEqualTo(1);
    assertThat(complaint()).contains("not-found");
    assertThat(transfer("put", Files.write(here.resolve("big"), new byte[LARGEST_BYTES + 1])))
        .isEqualTo(1);
    assertThat(complaint()).contains("too-large");
    assertThat(transfer("put", here.resolve("missing"))).isEqualTo(1);
  }

  @Test
  void aServerThatIsNotThereIsSaid() throws Exception {
    Path file = Files.write(here.resolve("f"), bytes(10));
    transport.close();
    assertThat(transfer("put", file)).isEqualTo(1);
    assertThat(complaint()).contains("nobody answers at this address");
  }
}
