package io.iocp.streaming.source;

import io.iocp.IocpTransport;
import io.iocp.streaming.ingest.Publishing;
import io.iocp.streaming.source.Attempt.Events;
import io.iocp.streaming.stream.StreamId;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor.DiscardPolicy;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How sources are read: by what they are. Any thread. */
public final class SourceInputs implements Sources.Starters {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final int NETWORK_THREADS = 2;

  private final Publishing publishing;
  private final Supplier<IocpTransport> transport;
  // Looks up names, does the client's work between its reads, and stops what has lost its stream;
  // each source waits for one thing.
  private final ThreadPoolExecutor network =
      new ThreadPoolExecutor(
          NETWORK_THREADS,
          NETWORK_THREADS,
          10,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          SourceInputs::newThread,
          new DiscardPolicy());
  private @Nullable HttpClient client; // Guarded by this.

  /**
   * @param transport asked when a source starts
   */
  public SourceInputs(Publishing publishing, Supplier<IocpTransport> transport) {
    this.publishing = publishing;
    this.transport = transport;
    network.allowCoreThreadTimeOut(true);
  }

  private static Thread newThread(Runnable task) {
    Thread created = new Thread(task, "source-network");
    created.setDaemon(true);
    return created;
  }

  @Override
  public Attempt.Starter of(SourceOptions options, ErrorLines errors) {
    URI url = options.url();
    StreamId id = options.stream();
    String name = "source-" + id;
    if (url == null) {
      return events ->
          read(
              name,
              new CommandProcess(options.command(), errors, name + "-errors"),
              id,
              errors,
              events);
    }
    SourceUrl address = SourceUrl.of(url, options.token());
    if (SourceOptions.scheme(url).startsWith("http")) {
      return events -> read(name, new HttpBody(client(), address), id, errors, events);
    }
    return events ->
        WatchAttempt.start(
            transport.get(),
            network,
            address,
            connection -> publishing.begin(id, connection),
            events);
  }

  /** Watches another server of ours. */
  Attempt watch(SourceUrl address, WatchRules rules, Events events) {
    return WatchAttempt.start(transport.get(), network, address, rules, events);
  }

  /** Where things are looked up that may wait for the network. */
  Executor network() {
    return network;
  }

  private Attempt read(
      String name, MediaConnection connection, StreamId id, ErrorLines errors, Events events) {
    return ReadingAttempt.start(
        name,
        network,
        connection,
        new SourceOutput(publishing, id, transport.get().buffers(), errors),
        events);
  }

  /** One for all, made when it is needed. HTTP/1.1 keeps a connection for each body. */
  private synchronized HttpClient client() {
    if (client == null) {
      client =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .followRedirects(HttpClient.Redirect.NEVER)
              .connectTimeout(CONNECT_TIMEOUT)
              .executor(network)
              .build();
    }
    return client;
  }

  @Override
  public void close() {
    network.shutdown();
  }
}
