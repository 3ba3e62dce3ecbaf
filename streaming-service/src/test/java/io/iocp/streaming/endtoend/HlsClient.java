package io.iocp.streaming.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.testsupport.Patience;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A viewer that asks as players of low-latency HLS do: for what is to come. */
final class HlsClient {

  private static final Pattern HINT =
      Pattern.compile("#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"(part(\\d+)\\.(\\d+)\\.m4s[^\"]*)\"");

  private final HttpClient http;
  private final URI index;
  private @Nullable String playlist;

  /**
   * @param index the address of a playlist of renditions, {@code …/index.m3u8}
   */
  HlsClient(HttpClient http, URI index) {
    this.http = http;
    this.index = index;
  }

  /** Asks for a file beside the playlist. */
  HttpResponse<String> get(String file) throws Exception {
    return later(file).get(Patience.SECONDS, TimeUnit.SECONDS);
  }

  CompletableFuture<HttpResponse<String>> later(String file) {
    return http.sendAsync(
        HttpRequest.newBuilder(index.resolve(file)).timeout(Patience.LIMIT).build(),
        BodyHandlers.ofString());
  }

  /** Begins with what there is. */
  String begin() throws Exception {
    assertThat(get("index.m3u8").statusCode()).isEqualTo(200);
    playlist = get("media.m3u8").body();
    return playlist;
  }

  /** The next part and the playlist that has it, both asked for before they are there. */
  String next() throws Exception {
    Matcher hint = hint();
    CompletableFuture<HttpResponse<String>> part = later(hint.group(1));
    CompletableFuture<HttpResponse<String>> reload =
        later("media.m3u8?_HLS_msn=" + hint.group(2) + "&_HLS_part=" + hint.group(3));
    HttpResponse<String> answer = reload.get(Patience.SECONDS, TimeUnit.SECONDS);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(part.get(Patience.SECONDS, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains(",URI=\"" + hint.group(1) + '"');
    playlist = answer.body();
    return playlist;
  }

  /** Of the newest playlist: address, segment, part. */
  Matcher hint() {
    Matcher hint = HINT.matcher(Objects.requireNonNull(playlist));
    assertThat(hint.find()).as(playlist).isTrue();
    return hint;
  }
}
