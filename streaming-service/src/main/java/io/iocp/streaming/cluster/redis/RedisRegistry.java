package io.iocp.streaming.cluster.redis;

import io.iocp.streaming.cluster.Owner;
import io.iocp.streaming.cluster.Registry;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The registry in Redis, on one connection.
 *
 * <p>Keys, behind a prefix: {@code lease:NAME} has who has a name, {@code want:NAME} that another
 * one wants it, {@code server:ID} what a server has, {@code servers} their ids, {@code token} the
 * newest token, {@code since} when Redis was empty last. Tokens are no less than the time of day in
 * milliseconds, so that they grow also over a Redis that comes back empty.
 *
 * <p>A command that cannot be sent at once fails; one without an answer fails after the timeout.
 */
public final class RedisRegistry implements Registry {

  private static final int IO_THREADS = 2;
  private static final int COMPUTATION_THREADS = 2;
  private static final int MAXIMUM_COMMANDS = 10_000;

  // A registry that has lost everything does not know who still has a lease: for as long as one
  // lasts they come back for it, and nobody else gets any.
  private static final String SINCE =
      "local time = redis.call('TIME') "
          + "local millis = time[1] * 1000 + math.floor(time[2] / 1000) "
          + "redis.call('SET', KEYS[1], string.format('%d', millis), 'NX') "
          + "local age = millis - tonumber(redis.call('GET', KEYS[1])) ";

  private static final String CLAIM =
      SINCE
          + "if age < tonumber(ARGV[2]) then return -1 end "
          + "if redis.call('EXISTS', KEYS[2]) == 1 then return 0 end "
          + "local token = redis.call('INCR', KEYS[3]) "
          + "if token < millis then token = millis end "
          + "local text = string.format('%d', token) "
          + "redis.call('SET', KEYS[3], text) "
          + "redis.call('SET', KEYS[2], text .. ' ' .. ARGV[1], 'PX', ARGV[2]) "
          + "redis.call('DEL', KEYS[4]) "
          + "return token";

  // What has gone is its owner's again: its lease still lasts, and nobody got it since.
  private static final String RENEW =
      SINCE
          + "local there = redis.call('GET', KEYS[2]) "
          + "if there == ARGV[1] then redis.call('PEXPIRE', KEYS[2], ARGV[2]) "
          + "elseif there then return 0 "
          + "else redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2]) end "
          + "return 1 + redis.call('EXISTS', KEYS[3])";

  private static final String ANNOUNCE =
      SINCE
          + "redis.call('SADD', KEYS[2], ARGV[1]) "
          + "redis.call('SET', KEYS[3], ARGV[2], 'PX', ARGV[3]) "
          + "return age";

  private static final String RELEASE =
      "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0";

  private final String prefix;
  private final ClientResources resources;
  private final RedisClient client;
  private final RedisURI uri;
  // Guarded by this; the first connection is made when it is needed, and made anew until it is.
  private @Nullable CompletableFuture<StatefulRedisConnection<String, String>> connection;
  private volatile boolean closed;

  /**
   * Connects with the first command.
   *
   * @param url as Lettuce reads it: {@code redis://}, {@code rediss://}, {@code redis-sentinel://}
   * @param prefix in front of all keys
   * @param timeout for a connection, and for an answer
   */
  public RedisRegistry(RedisURI url, String prefix, Duration timeout) {
    this.prefix = prefix;
    this.uri = url;
    url.setTimeout(timeout);
    this.resources =
        DefaultClientResources.builder()
            .ioThreadPoolSize(IO_THREADS)
            .computationThreadPoolSize(COMPUTATION_THREADS)
            .reconnectDelay(
                Delay.exponential(
                    Duration.ofMillis(100), Duration.ofSeconds(1), 2, TimeUnit.MILLISECONDS))
            .build();
    this.client = RedisClient.create(resources);
    client.setOptions(
        ClientOptions.builder()
            .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
            .requestQueueSize(MAXIMUM_COMMANDS)
            .socketOptions(SocketOptions.builder().connectTimeout(timeout).build())
            .timeoutOptions(TimeoutOptions.enabled(timeout))
            .build());
  }

  private synchronized CompletableFuture<StatefulRedisConnection<String, String>> connection() {
    if (closed) {
      return CompletableFuture.failedFuture(new IllegalStateException("closed"));
    }
    if (connection == null || connection.isCompletedExceptionally()) {
      connection = client.connectAsync(StringCodec.UTF8, uri).toCompletableFuture();
    }
    return connection;
  }

  private <T> CompletionStage<T> ask(
      Function<RedisAsyncCommands<String, String>, CompletionStage<T>> command) {
    return connection().thenCompose(there -> command.apply(there.async()));
  }

  private String key(String kind, String name) {
    return prefix + kind + ":" + name;
  }

  @Override
  public CompletionStage<Long> claim(String name, String server, String address, Duration lease) {
    return ask(
        commands ->
            commands.eval(
                CLAIM,
                ScriptOutputType.INTEGER,
                new String[] {
                  prefix + "since", key("lease", name), prefix + "token", key("want", name)
                },
                server + " " + address,
                Long.toString(lease.toMillis())));
  }

  @Override
  public CompletionStage<Renewal> renew(String name, Owner owner, Duration lease) {
    return this.<Long>ask(
            commands ->
                commands.eval(
                    RENEW,
                    ScriptOutputType.INTEGER,
                    new String[] {prefix + "since", key("lease", name), key("want", name)},
                    owner.text(),
                    Long.toString(lease.toMillis())))
        .thenApply(
            answer -> answer == 0 ? Renewal.GONE : answer == 1 ? Renewal.KEPT : Renewal.WANTED);
  }

  @Override
  public CompletionStage<Void> release(String name, Owner owner) {
    return this.<Long>ask(
            commands ->
                commands.eval(
                    RELEASE,
                    ScriptOutputType.INTEGER,
                    new String[] {key("lease", name)},
                    owner.text()))
        .thenAccept(count -> {});
  }

  @Override
  public CompletionStage<Void> want(String name, Duration time) {
    return ask(commands ->
            commands.set(key("want", name), "1", SetArgs.Builder.px(time.toMillis())))
        .thenAccept(ok -> {});
  }

  @Override
  public CompletionStage<Optional<String>> owner(String name) {
    return ask(commands -> commands.get(key("lease", name))).thenApply(Optional::ofNullable);
  }

  @Override
  public CompletionStage<Void> announce(String server, String what, Duration time) {
    return this.<Long>ask(
            commands ->
                commands.eval(
                    ANNOUNCE,
                    ScriptOutputType.INTEGER,
                    new String[] {prefix + "since", prefix + "servers", key("server", server)},
                    server,
                    what,
                    Long.toString(time.toMillis())))
        .thenAccept(age -> {});
  }

  @Override
  public CompletionStage<List<String>> announced() {
    return ask(commands -> commands.smembers(prefix + "servers"))
        .thenCompose(
            ids ->
                ids.isEmpty()
                    ? CompletableFuture.completedFuture(List.<String>of())
                    : said(List.copyOf(ids)));
  }

  private CompletionStage<List<String>> said(List<String> ids) {
    return ask(commands ->
            commands.mget(ids.stream().map(id -> key("server", id)).toArray(String[]::new)))
        .thenApply(
            values -> {
              String[] gone =
                  values.stream()
                      .filter(value -> !value.hasValue())
                      .map(value -> value.getKey().substring(key("server", "").length()))
                      .toArray(String[]::new);
              if (gone.length > 0) {
                ask(commands -> commands.srem(prefix + "servers", gone));
              }
              return values.stream().filter(KeyValue::hasValue).map(KeyValue::getValue).toList();
            });
  }

  @Override
  public synchronized boolean isConnected() {
    return connection != null
        && connection.isDone()
        && !connection.isCompletedExceptionally()
        && connection.join().isOpen();
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    client.shutdown(0, 1, TimeUnit.SECONDS);
    resources.shutdown(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(1, TimeUnit.SECONDS);
  }
}
