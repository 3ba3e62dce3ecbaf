package io.iocp.streaming.endtoend;

import static io.iocp.testsupport.Patience.await;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.streaming.endtoend.Client.Closing;
import io.iocp.streaming.ingest.rtmp.protocol.PublisherBytes;
import io.iocp.streaming.media.input.Recording;
import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Publishers of each kind are gone in the middle of what they send, all at once: their viewers are
 * told that they wait, then that it is over, and nothing is left of it.
 */
@ParameterizedClass
@EnumSource(Engine.class)
@Timeout(120)
class KilledPublisherIT {

  private static final String DATAGRAMS = "udp";
  private static final int DATAGRAM_BYTES = 7 * 188;

  private static RunningService service;
  private static double idleBuffers;

  @Parameter Engine engine;

  @BeforeParameterizedClassInvocation
  static void start(Engine engine) {
    service =
        RunningService.open(
            engine,
            "--iocp.idle-timeout=2s",
            "--iocp.ping-interval=500ms",
            "--streaming.rtmp.port=0",
            "--streaming.tcp.tcp.port=0",
            "--streaming.udp.udp.port=0",
            "--streaming.udp.udp.timeout=1s",
            "--streaming.publisher.grace=1s");
    // The engine holds some, in which it receives.
    idleBuffers = buffersInUse();
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    if (service != null) {
      service.close();
      service = null;
    }
  }

  /** How a connection is published on, up to the middle of a stream. */
  private enum Kind {
    WEBSOCKET {
      @Override
      void publish(OutputStream out) throws IOException {
        byte[] media = Recording.H264_FRAG_EVERY_FRAME.bytes();
        out.write(RawClient.handshake("/publish/" + stream()).getBytes(US_ASCII));
        out.write(RawClient.maskedHead(RawClient.BINARY, media.length));
        out.write(media, 0, media.length * 2 / 3);
      }
    },
    HTTP {
      @Override
      void publish(OutputStream out) throws IOException {
        byte[] media = Recording.TS_H264_AAC.bytes();
        String head = RawClient.chunkedHead("/publish/" + stream());
        out.write((head + Integer.toHexString(media.length) + "\r\n").getBytes(US_ASCII));
        out.write(media, 0, media.length * 2 / 3);
      }
    },
    RTMP {
      @Override
      int port() {
        return Integer.parseInt(service.rtmp("").replaceAll(".*:(\\d+)/", "$1"));
      }

      @Override
      void publish(OutputStream out) throws IOException {
        PublisherBytes publisher = new PublisherBytes();
        out.write(publisher.untilPublish("live", stream()));
        byte[] media = publisher.media();
        out.write(media);
        // The beginning of one more.
        out.write(media, 0, 20);
      }
    },
    TCP {
      @Override
      int port() {
        return service.tcpPort(stream());
      }

      @Override
      void publish(OutputStream out) throws IOException {
        byte[] media = Recording.TS_H264_AAC.bytes();
        out.write(media, 0, media.length * 2 / 3);
      }
    };

    int port() {
      return service.transportPort();
    }

    abstract void publish(OutputStream out) throws IOException;

    String stream() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** How it is gone. */
  private enum Gone {
    BY_RESET {
      @Override
      void go(Socket publisher) throws IOException {
        publisher.setSoLinger(true, 0);
        publisher.close();
      }
    },
    BY_HALF_CLOSE {
      @Override
      void go(Socket publisher) throws IOException {
        publisher.shutdownOutput();
      }
    },
    BY_SILENCE {
      @Override
      void go(Socket publisher) {}
    };

    abstract void go(Socket publisher) throws IOException;
  }

  @ParameterizedTest
  @EnumSource
  void viewersAreToldOfAPublisherWhoIsGoneAndNothingIsLeft(Gone how) throws Exception {
    List<Client> viewers = new ArrayList<>();
    List<Socket> publishers = new ArrayList<>();
    try {
      for (Kind kind : Kind.values()) {
        viewers.add(Client.connect(service.webSocket("/watch/" + kind.stream() + "?wait=30s")));
      }
      for (Kind kind : Kind.values()) {
        Socket publisher = new Socket(InetAddress.getLoopbackAddress(), kind.port());
        publishers.add(publisher);
        kind.publish(publisher.getOutputStream());
      }
      if (how == Gone.BY_SILENCE) {
        viewers.add(Client.connect(service.webSocket("/watch/" + DATAGRAMS + "?wait=30s")));
        sendDatagrams();
      }
      for (Client viewer : viewers) {
        await().until(() -> !viewer.media().isEmpty());
      }
      for (Socket publisher : publishers) {
        how.go(publisher);
      }
      for (Client viewer : viewers) {
        assertThat(viewer.closing()).isEqualTo(new Closing(1000, "stream has ended"));
      }
      // The end of a plain connection is the goodbye of who has no other.
      for (Client viewer : how == Gone.BY_HALF_CLOSE ? viewers.subList(0, 3) : viewers) {
        assertThat(viewer.texts()).anyMatch(text -> text.contains("\"type\":\"waiting\""));
      }
      // What the server has given up, it has closed, also where the client would go on.
      await("connections").until(() -> service.gauge("iocp.connections"), left -> left == 0);
    } finally {
      for (Client viewer : viewers) {
        viewer.close();
      }
      for (Socket publisher : publishers) {
        publisher.close();
      }
    }
    await("buffers").until(KilledPublisherIT::buffersInUse, used -> used == idleBuffers);
    assertThat(service.gauge("iocp.contexts.closing")).isZero();
    assertThat(service.get("/streams.json").body()).doesNotContain("\"" + Kind.HTTP.stream());
  }

  private static double buffersInUse() {
    return service.meters().get("iocp.buffers.used").gauges().stream()
        .mapToDouble(gauge -> gauge.value())
        .sum();
  }

  private static void sendDatagrams() throws IOException {
    byte[] media = Recording.TS_H264_AAC.bytes();
    try (DatagramSocket socket = new DatagramSocket()) {
      for (int at = 0; at + DATAGRAM_BYTES <= media.length; at += DATAGRAM_BYTES) {
        socket.send(
            new DatagramPacket(
                media,
                at,
                DATAGRAM_BYTES,
                InetAddress.getLoopbackAddress(),
                service.udpPort(DATAGRAMS)));
      }
    }
  }
}
