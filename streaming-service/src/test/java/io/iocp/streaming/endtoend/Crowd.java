package io.iocp.streaming.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Viewers of one stream with one token, who read when they are told to. */
final class Crowd implements AutoCloseable {

  private final RunningService service;
  private final String path;
  private final String token;
  private final List<Viewer> viewers = new ArrayList<>();

  Crowd(RunningService service, String path, String token) {
    this.service = service;
    this.path = path;
    this.token = token;
  }

  /** Connects, and says what the server answers to the handshake. */
  String tryJoining() throws IOException {
    try (RawClient client = connect()) {
      return client.readHead();
    }
  }

  void join(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      viewers.add(new Viewer(connect()));
    }
    for (Viewer viewer : viewers) {
      assertThat(viewer.client.readHead()).startsWith("HTTP/1.1 101 ");
    }
  }

  private RawClient connect() throws IOException {
    RawClient client = RawClient.connect(service);
    client.send(RawClient.handshake(path, "Authorization: Bearer " + token));
    return client;
  }

  /** Waits until each of them has so many messages of media. */
  void awaitMedia(int messages) throws IOException {
    for (Viewer viewer : viewers) {
      while (viewer.media.size() < messages) {
        assertThat(viewer.read().isClosing()).as("closed instead of media").isFalse();
      }
    }
  }

  /** Reads all that comes before they are closed, which is to be so. */
  void assertAllClosed(int code, String reason) throws IOException {
    for (Viewer viewer : viewers) {
      RawClient.Frame frame = viewer.read();
      while (!frame.isClosing()) {
        frame = viewer.read();
      }
      assertThat(frame.closing()).isEqualTo(new Client.Closing(code, reason));
    }
  }

  /**
   * What they have read is the init segment and pieces that follow on each other, byte for byte.
   *
   * @param published init segment and pieces
   * @return how much of what was published the one has who has least of its end
   */
  int assertUnbroken(List<byte[]> published) {
    List<ByteBuffer> all = published.stream().map(ByteBuffer::wrap).toList();
    int end = all.size();
    for (Viewer viewer : viewers) {
      List<ByteBuffer> media = viewer.media;
      assertThat(media.get(0)).as("init segment").isEqualTo(all.get(0));
      int from = all.indexOf(media.get(1));
      int to = from + media.size() - 1;
      assertThat(media.subList(1, media.size())).isEqualTo(all.subList(from, to));
      end = Math.min(end, to);
    }
    return end;
  }

  @Override
  public void close() throws IOException {
    for (Viewer viewer : viewers) {
      viewer.client.close();
    }
  }

  private static final class Viewer {

    private final RawClient client;
    private final List<ByteBuffer> media = new ArrayList<>();

    Viewer(RawClient client) {
      this.client = client;
    }

    RawClient.Frame read() throws IOException {
      RawClient.Frame frame = client.readFrame();
      if (frame.isMedia()) {
        media.add(frame.payload());
      }
      return frame;
    }
  }
}
