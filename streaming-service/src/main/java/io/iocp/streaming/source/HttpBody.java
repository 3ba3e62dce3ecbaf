package io.iocp.streaming.source;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The body of an HTTP response. Redirections are not followed: where to would be the server's. */
final class HttpBody implements MediaConnection {

  private static final Logger logger = LoggerFactory.getLogger(HttpBody.class);

  private static final int OK = 200;

  private final HttpClient client;
  private final SourceUrl url;
  private @Nullable CompletableFuture<HttpResponse<InputStream>> answer; // Guarded by this.
  private boolean stopped; // Guarded by this.

  HttpBody(HttpClient client, SourceUrl url) {
    this.client = client;
    this.url = url;
  }

  @Override
  public InputStream open() throws IOException, InterruptedException {
    HttpResponse<InputStream> response;
    try {
      response = ask().get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    }
    if (response.statusCode() != OK) {
      response.body().close();
      throw new IOException("the server answered " + response.statusCode());
    }
    return response.body();
  }

  private synchronized CompletableFuture<HttpResponse<InputStream>> ask() throws IOException {
    if (stopped) {
      throw new IOException("stopped before it was started");
    }
    HttpRequest.Builder request = HttpRequest.newBuilder(url.address());
    if (url.authorization() != null) {
      request.header("Authorization", url.authorization());
    }
    answer = client.sendAsync(request.build(), BodyHandlers.ofInputStream());
    return answer;
  }

  @Override
  public void flows() {
    // Nothing else is to be known of it.
  }

  @Override
  public synchronized void stop() {
    stopped = true;
    if (answer == null || answer.cancel(true) || answer.isCompletedExceptionally()) {
      return;
    }
    try {
      // Whoever reads it comes to its end.
      answer.join().body().close();
    } catch (IOException e) {
      logger.debug("The body of a source could not be closed", e);
    }
  }

  @Override
  public void kill() {
    stop();
  }

  @Override
  public String end() {
    return "the body has ended";
  }
}
