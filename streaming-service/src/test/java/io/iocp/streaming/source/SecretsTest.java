package io.iocp.streaming.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.streaming.stream.StreamId;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretsTest {

  private static SourceOptions command(String... words) {
    return options(List.of(words), null, null);
  }

  private static SourceOptions options(List<String> command, String url, String token) {
    return new SourceOptions(
        new StreamId("door"),
        command,
        url == null ? null : URI.create(url),
        token,
        false,
        Duration.ofSeconds(10),
        Duration.ofSeconds(30));
  }

  @ParameterizedTest
  @CsvSource({
    "rtsp://cam/stream1, rtsp://cam/stream1",
    "rtsp://anna:pass@cam/stream1, rtsp://***@cam/stream1",
    "rtsp://anna:p@ss/w?rd@cam/stream1, rtsp://***@cam/stream1",
    "srt://cam:9000?mode=caller&passphrase=0123456789, srt://cam:9000?mode=***&passphrase=***",
    "http://cam/live?0123456789, http://cam/live?***",
  })
  void anAddressIsShownWithoutItsUserAndTheValuesOfItsQuery(String address, String shown) {
    assertThat(Secrets.origin(command("/usr/bin/ffmpeg", "-i", address, "-f", "mpegts", "-")))
        .isEqualTo("ffmpeg … " + shown);
  }

  @Test
  void ofACommandOnlyTheProgramAndItsAddressesAreShown() {
    assertThat(
            Secrets.origin(
                command("C:\\tools\\ffmpeg.exe", "-passphrase", "secret-word", "-i", "file.ts")))
        .isEqualTo("ffmpeg.exe");
  }

  @Test
  void aProgramsErrorsAreShownWithoutWhatItWasGiven() {
    Secrets secrets =
        Secrets.of(
            command(
                "ffmpeg",
                "-passphrase",
                "secret-word",
                "-i",
                "rtsp://anna:s3cret@cam/stream1?key=k3y-value"));
    assertThat(secrets.mask("rtsp://anna:s3cret@cam/stream1?key=k3y-value: no route"))
        .isEqualTo("rtsp://***@cam/stream1?key=***: no route");
    assertThat(secrets.mask("[tcp] user anna:s3cret, key k3y-value: refused"))
        .isEqualTo("[tcp] user ***, key ***: refused");
    assertThat(secrets.mask("invalid value 'secret-word' for passphrase"))
        .isEqualTo("invalid value '***' for passphrase");
    assertThat(secrets.mask("Authorization: Basic YW5uYTpzM2NyZXQ="))
        .isEqualTo("Authorization: Basic ***");
    assertThat(secrets.mask("Unknown encoder 'libx265'")).isEqualTo("Unknown encoder 'libx265'");
  }

  @Test
  void aTokenIsShownNowhere() {
    SourceOptions options = options(List.of(), "wss://anna:s3cret@host/watch/a", "to-ken-0815");
    assertThat(Secrets.origin(options)).isEqualTo("wss://***@host/watch/a");
    assertThat(Secrets.of(options).mask("token to-ken-0815 is wrong"))
        .isEqualTo("token *** is wrong");
    assertThat(options.toString()).isEqualTo("SourceOptions[door]");
    assertThat(SourceUrl.of(options.url(), null).address())
        .isEqualTo(URI.create("wss://host/watch/a"));
    assertThat(SourceUrl.of(options.url(), null).authorization())
        .isEqualTo("Basic YW5uYTpzM2NyZXQ=");
    assertThat(SourceUrl.of(options.url(), "to-ken-0815").authorization())
        .isEqualTo("Bearer to-ken-0815");
  }
}
