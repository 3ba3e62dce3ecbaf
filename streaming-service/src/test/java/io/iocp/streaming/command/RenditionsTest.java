package io.iocp.streaming.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.iocp.streaming.command.capture.PictureSize;
import io.iocp.streaming.command.capture.Rendition;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

@Timeout(60)
class RenditionsTest {

  @Test
  void theyAreNamesWithRatesAndPerhapsSizes() {
    assertThat(new Renditions.Reading().convert("hi=4M,lo=400k:640x360").all())
        .containsExactly(
            new Rendition("hi", 4_000_000, null),
            new Rendition("lo", 400_000, new PictureSize(640, 360)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hi=4M",
        "hi=4M,hi=2M",
        "hi=4M,lo",
        "hi=4M,=1M",
        "hi=4M,lo=fast",
        "hi=4M,lo=400k:small",
        "hi=4M,l/o=400k",
        "a=1M,b=1M,c=1M,d=1M,e=1M,f=1M,g=1M,h=1M,i=1M"
      })
  void whatIsNoListOfRenditionsIsSaid(String text) {
    assertThatThrownBy(() -> new Renditions.Reading().convert(text))
        .isInstanceOf(TypeConversionException.class);
  }

  @Test
  void theNameOfARenditionIsBehindThatOfItsStream() {
    Rendition low = new Rendition("lo", 400_000, null);
    assertThat(Renditions.address(URI.create("ws://host:9000/publish/desk?record=true"), low))
        .hasToString("ws://host:9000/publish/desk@lo?record=true");
    assertThat(Renditions.address(URI.create("ws://host/publish/desk"), low))
        .hasToString("ws://host/publish/desk@lo");
  }

  @Test
  void aBodyIsTakenOfNobodyButTheOneWhoKnowsTheAddress() throws IOException {
    try (LocalBody body = LocalBody.listen();
        Socket stranger = send(body, "/guessed", "5\r\nother\r\n0\r\n\r\n");
        Socket program =
            send(body, body.address().getPath(), "5\r\nhello\r\n6\r\n there\r\n0\r\n\r\n")) {
      assertThat(new String(body.readAllBytes(), StandardCharsets.US_ASCII))
          .isEqualTo("hello there");
      assertThat(stranger.getInputStream().read()).as("it is closed").isNegative();
      assertThat(program.isConnected()).isTrue();
    }
  }

  @Test
  void aBodyThatIsCutOffEndsThere() throws IOException {
    try (LocalBody body = LocalBody.listen()) {
      send(body, body.address().getPath(), "ff\r\nhello").close();
      assertThat(new String(body.readAllBytes(), StandardCharsets.US_ASCII)).isEqualTo("hello");
    }
  }

  @Test
  void whatIsNoBodyInChunksIsAnErrorInWords() throws IOException {
    try (LocalBody body = LocalBody.listen();
        Socket program = send(body, body.address().getPath(), "hello\r\n")) {
      assertThatThrownBy(body::readAllBytes)
          .isInstanceOf(IOException.class)
          .hasMessage("the program sends no chunks: hello");
      assertThat(program.isConnected()).isTrue();
    }
  }

  @Test
  void aProgramThatHasEndedIsNotWaitedFor() throws IOException {
    try (LocalBody body = LocalBody.listen()) {
      body.noMore();
      assertThatThrownBy(body::read).isInstanceOf(IOException.class);
    }
  }

  private static Socket send(LocalBody body, String path, String chunks) throws IOException {
    Socket socket = new Socket(body.address().getHost(), body.address().getPort());
    String head = "POST " + path + " HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
    socket.getOutputStream().write((head + chunks).getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
    return socket;
  }
}
