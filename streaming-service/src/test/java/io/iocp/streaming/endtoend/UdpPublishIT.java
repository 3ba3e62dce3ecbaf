package io.iocp.streaming.endtoend;

import static io.iocp.testsupport.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.streaming.endtoend.Client.Closing;
import io.iocp.streaming.media.input.Recording;
import io.iocp.testsupport.Capability;
import io.iocp.testsupport.Patience;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** ffmpeg publishes MPEG-TS to ports of streams: by UDP over a bad network, in RTP, and by TCP. */
@ParameterizedClass
@EnumSource(Engine.class)
@Timeout(180)
class UdpPublishIT {

  private static final int FPS = 25;
  private static final int SECONDS = 3;
  private static final byte[] LOOPBACK = {127, 0, 0, 1};
  private static final byte[] GROUP = {(byte) 239, (byte) 255, 77, 13};
  private static final int DATAGRAM_BYTES = 7 * 188;

  private static RunningService service;

  @Parameter Engine engine;

  @BeforeParameterizedClassInvocation
  static void start(Engine engine) throws IOException {
    service =
        RunningService.open(
            engine,
            "--streaming.udp.plain.port=0",
            "--streaming.udp.plain.timeout=1s",
            "--streaming.udp.rtp.port=0",
            "--streaming.udp.rtp.timeout=1s",
            "--streaming.udp.rtp.allowed-senders=127.0.0.0/8",
            "--streaming.udp.group.port=0",
            "--streaming.udp.group.group=239.255.77.13",
            "--streaming.udp.group.source=127.0.0.1",
            "--streaming.udp.group.network-interface=" + loopback().getName(),
            "--streaming.tcp.whole.port=0",
            "--streaming.publisher.grace=0s");
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    if (service != null) {
      service.close();
      service = null;
    }
  }

  private static NetworkInterface loopback() throws IOException {
    return NetworkInterface.getByInetAddress(InetAddress.getByAddress(LOOPBACK));
  }

  /** A test picture and a tone in real time. */
  private static Process ffmpeg(String format, String target, String... more) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Capability.requireProgram("ffmpeg").toString());
    words(command, "-v error -nostdin -re -f lavfi -i testsrc2=size=640x360:rate=" + FPS);
    words(command, "-re -f lavfi -i sine=frequency=440:sample_rate=48000");
    words(command, "-c:v libx264 -preset ultrafast -tune zerolatency -pix_fmt yuv420p -g 25");
    words(command, "-c:a aac -b:a 64k -muxdelay 0");
    command.addAll(List.of(more));
    command.addAll(List.of("-f", format, target));
    return new ProcessBuilder(command).inheritIO().start();
  }

  private static void words(List<String> command, String words) {
    command.addAll(List.of(words.split(" ", -1)));
  }

  private static void awaitEnd(Process ffmpeg) throws InterruptedException {
    assertThat(ffmpeg.waitFor(Patience.SECONDS, TimeUnit.SECONDS)).as("ffmpeg ends").isTrue();
    assertThat(ffmpeg.exitValue()).isZero();
  }

  private static double count(String counter, String stream) {
    return service.count("streaming.udp." + counter, "stream", stream);
  }

  @Test
  void aPictureOverABadNetworkPlaysInTheBrowserAndGoesOn() throws Exception {
    Process ffmpeg = null;
    try (BadNetwork network = BadNetwork.losing(service.udpPort("plain"));
        Browser browser = Browser.open()) {
      ffmpeg = ffmpeg("mpegts", "udp://127.0.0.1:" + network.port());
      await().until(() -> count("begun", "plain") == 1);
      browser.open(service.page("/watch/plain"));
      browser.await("window.iocpPlayer.state === 'live' && video.currentTime > 0");
      await().until(() -> network.lost() >= 3);
      double time = browser.number("video.currentTime");
      browser.await("video.currentTime > " + (time + 3) + " && !video.error");
      assertThat(browser.number("video.videoWidth")).isEqualTo(640);
      assertThat(count("packets.lost", "plain")).isPositive();
      assertThat(count("received", "plain")).isGreaterThan(100);
    } finally {
      if (ffmpeg != null) {
        ffmpeg.destroyForcibly();
      }
    }
    await().until(() -> count("silent", "plain") == 1);
  }

  @Test
  void rtpIsPutBackInOrderAndNothingIsMissing() throws Exception {
    try (BadNetwork network = BadNetwork.reordering(service.udpPort("rtp"));
        Client viewer = Client.connect(service.webSocket("/watch/rtp?wait=60s"))) {
      awaitEnd(ffmpeg("rtp_mpegts", "rtp://127.0.0.1:" + network.port(), "-t", "" + SECONDS));
      // Nobody says goodbye by UDP: it is the silence that ends the stream.
      assertThat(viewer.closing()).isEqualTo(new Closing(1000, "stream has ended"));
      assertThat(MediaFile.decodedFrames(viewer.file()))
          .isBetween(SECONDS * FPS - 2, SECONDS * FPS);
      assertThat(count("rtp.reordered", "rtp")).isPositive();
      assertThat(count("rtp.lost", "rtp")).isZero();
      assertThat(count("packets.lost", "rtp")).isZero();
    }
  }

  @Test
  void aMulticastGroupIsJoinedForItsSource() throws Exception {
    byte[] recording = Recording.resource("h264-aac.ts");
    InetSocketAddress group =
        new InetSocketAddress(InetAddress.getByAddress(GROUP), service.udpPort("group"));
    try (Client viewer = Client.connect(service.webSocket("/watch/group?wait=60s"));
        DatagramChannel sender = DatagramChannel.open(StandardProtocolFamily.INET)) {
      sender.bind(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), 0));
      sender.setOption(StandardSocketOptions.IP_MULTICAST_IF, loopback());
      for (int at = 0; at < recording.length; at += DATAGRAM_BYTES) {
        int count = Math.min(DATAGRAM_BYTES, recording.length - at);
        sender.send(ByteBuffer.wrap(recording, at, count), group);
      }
      await().until(() -> viewer.media().size() > 50);
      assertThat(count("packets.lost", "group")).isZero();
    }
  }

  @Test
  void byTcpEveryPictureArrivesTheLastOneToo() throws Exception {
    try (Client viewer = Client.connect(service.webSocket("/watch/whole?wait=60s"))) {
      awaitEnd(ffmpeg("mpegts", "tcp://127.0.0.1:" + service.tcpPort("whole"), "-t", "" + SECONDS));
      assertThat(viewer.closing()).isEqualTo(new Closing(1000, "stream has ended"));
      assertThat(MediaFile.decodedFrames(viewer.file())).isEqualTo(SECONDS * FPS);
    }
  }
}
