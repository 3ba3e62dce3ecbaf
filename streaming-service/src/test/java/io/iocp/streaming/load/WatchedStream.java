package io.iocp.streaming.load;

import static io.iocp.testsupport.Patience.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A stream of some 3 KB a chunk and the many who watch it, each of whom compares every byte with
 * what was published. Used by one thread.
 */
public final class WatchedStream implements AutoCloseable {

  private static final int CLIENT_THREADS = 2;

  private final SyntheticStream stream;
  private final Publisher publisher;
  private final List<ClientLoop> loops = new ArrayList<>();
  // One a loop.
  private final List<Delays[]> delays = new ArrayList<>();
  private final List<Viewer> viewers = new ArrayList<>();
  private final int phases;
  private boolean published = true;

  private WatchedStream(
      InetSocketAddress server, String name, int viewers, int chunksPerSecond, int phases)
      throws IOException {
    this.phases = phases;
    this.stream = new SyntheticStream(chunksPerSecond);
    this.publisher = new Publisher(server, "/publish/" + name, stream, chunksPerSecond);
    for (int i = 0; i < CLIENT_THREADS; i++) {
      loops.add(new ClientLoop(server, "viewers-" + i));
      delays.add(newDelays());
    }
    publisher.start();
    for (int i = 0; i < viewers; i++) {
      int loop = i % CLIENT_THREADS;
      Viewer viewer = new Viewer("/watch/" + name, 0, stream, publisher, delays.get(loop));
      this.viewers.add(viewer);
      loops.get(loop).connect(viewer);
    }
  }

  /**
   * Begins to publish, and returns when everybody has got something.
   *
   * @param phases how many parts the test has; the first is that before {@link #phase} is called
   */
  public static WatchedStream start(
      InetSocketAddress server, String name, int viewers, int chunksPerSecond, int phases)
      throws IOException {
    WatchedStream watched = new WatchedStream(server, name, viewers, chunksPerSecond, phases);
    await("everybody watches")
        .until(() -> watched.viewers.stream().allMatch(viewer -> viewer.lastNumber() >= 0));
    return watched;
  }

  private Delays[] newDelays() {
    Delays[] all = new Delays[phases];
    Arrays.setAll(all, phase -> new Delays());
    return all;
  }

  /** Which part of the test runs: delays are counted apart. */
  public void phase(int phase) {
    publisher.phase(phase);
  }

  /** Bytes that all viewers together have received, frames' heads included. */
  public long receivedBytes() {
    return loops.stream().mapToLong(ClientLoop::receivedBytes).sum();
  }

  /**
   * Ends the stream and waits until its viewers know.
   *
   * @return what somebody missed or got wrong; empty if everybody got every byte
   */
  public List<String> finish() throws IOException, InterruptedException {
    published = false;
    publisher.stop();
    await("the viewers are told").until(() -> viewers.stream().allMatch(Viewer::hasEnded));
    List<String> faults = new ArrayList<>();
    if (publisher.hasFailed()) {
      faults.add("the publisher was disconnected");
    }
    for (Viewer viewer : viewers) {
      if (viewer.failure() != null) {
        faults.add(viewer.failure());
      } else if (viewer.gaps() > 0 || viewer.lastNumber() != publisher.lastNumber()) {
        faults.add(viewer.gaps() + " gaps, last chunk " + viewer.lastNumber());
      }
    }
    return faults;
  }

  /** From publishing to receiving, for 99 of 100 chunks; behind {@link #finish}. */
  public double p99Millis(int phase) {
    Delays all = new Delays();
    delays.forEach(of -> all.add(of[phase]));
    return all.percentileMillis(99);
  }

  @Override
  public void close() throws IOException {
    try {
      if (published) {
        publisher.stop();
      }
      for (ClientLoop loop : loops) {
        loop.stop();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
