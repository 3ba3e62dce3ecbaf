package io.iocp.streaming.endtoend;

import static io.iocp.testsupport.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Who gets in, depending on what was said, above all when nothing was. */
@Timeout(180)
@ExtendWith(OutputCaptureExtension.class)
class SecurityDefaultsIT {

  private static final String ALL_ADDRESSES = "0.0.0.0";
  private static final Pattern PRINTED =
      Pattern.compile("log in as operator with the password (\\w+)");

  @Test
  void withoutConfigurationTheDemoRunsOnLoopbackAndOnlyAdministrationNeedsALogin(
      CapturedOutput output) throws Exception {
    try (RunningService service = RunningService.start()) {
      assertThat(service.transportAddress().getAddress().isLoopbackAddress()).isTrue();
      assertThat(service.environment().getProperty("server.address")).isEqualTo("127.0.0.1");
      await().until(() -> service.get("/streams.json").body().contains("\"demo\""));
      requiresALogin(service);
      administrationIsNotFramedNorLedElsewhere(service);
      assertThat(
              service
                  .administer("GET", "/api/v1/clients", "operator", printedPassword(output))
                  .statusCode())
          .isEqualTo(200);
      try (Client viewer = Client.connect(service.webSocket("/watch/demo"))) {
        await().until(() -> viewer.media().size() > 2);
        assertThat(viewer.texts().get(0)).contains("\"format\":\"jpeg\"");
      }
      try (Client publisher = Client.connect(service.webSocket("/publish/mine"))) {
        assertThat(publisher.isOpen()).isTrue();
      }
    }
  }

  @Test
  void openWithoutMoreServesAllAddressesAndHasNoDemo() throws Exception {
    try (RunningService service = RunningService.start("--streaming.security.mode=open")) {
      assertThat(service.transportAddress().getAddress().isAnyLocalAddress()).isTrue();
      assertThat(service.environment().getProperty("server.address")).isEqualTo("127.0.0.1");
      assertThat(service.get("/streams.json").body()).contains("\"streams\":[]");
      try (Client publisher = Client.connect(service.webSocket("/publish/mine"))) {
        assertThat(publisher.isOpen()).isTrue();
      }
      requiresALogin(service);
    }
  }

  @Test
  void aDemoOnOtherAddressesIsNotOpenUnlessThatIsSaid(CapturedOutput output) throws Exception {
    try (RunningService service =
        RunningService.start("--streaming.demo.enabled=true", "--iocp.address=" + ALL_ADDRESSES)) {
      isClosedForPublishersAndViewers(service);
      requiresALogin(service);
      assertThat(output).contains("Publishing and watching are disabled (403)");
    }
  }

  @Test
  void anAddressBeyondThisMachineIsAConfiguration() throws Exception {
    for (String property :
        new String[] {"--server.address=", "--iocp.address=", "--streaming.rtmp.address="}) {
      try (RunningService service = RunningService.start(property + ALL_ADDRESSES)) {
        assertThat(service.environment().containsProperty("streaming.demo.enabled")).isFalse();
        isClosedForPublishersAndViewers(service);
        requiresALogin(service);
      }
    }
  }

  @Test
  void aDemoThatIsSwitchedOffLeavesEverythingClosed(CapturedOutput output) throws Exception {
    try (RunningService service = RunningService.start("--streaming.demo.enabled=false")) {
      isClosedForPublishersAndViewers(service);
      requiresALogin(service);
      assertThat(output).contains("streaming.security.mode=open");
    }
  }

  @Test
  void aModeThatDoesNotExistIsRefusedWithThoseThatDo(CapturedOutput output) {
    assertThatThrownBy(() -> RunningService.start("--streaming.security.mode=token").close())
        .isInstanceOf(RuntimeException.class);
    assertThat(output)
        .contains("APPLICATION FAILED TO START", "streaming.security.mode", "token")
        .containsPattern("The following values are valid:\\s+CLOSED\\s+OPEN\\s+RULES");
  }

  private static void isClosedForPublishersAndViewers(RunningService service) throws IOException {
    for (String path : new String[] {"/publish/mine", "/watch/demo"}) {
      double before = service.count("iocp.websocket.handshakes.refused");
      try (RawClient client = RawClient.connect(service)) {
        client.send(RawClient.handshake(path));
        assertThat(client.readToEnd())
            .startsWith("HTTP/1.1 403 Forbidden\r\n")
            .contains("set streaming.security.mode");
      }
      assertThat(service.count("iocp.websocket.handshakes.refused")).isGreaterThan(before);
    }
  }

  private static void requiresALogin(RunningService service) throws Exception {
    HttpResponse<String> answer = service.get("/api/v1/clients");
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(answer.body()).contains("urn:iocp:problem:unauthenticated");
  }

  private static void administrationIsNotFramedNorLedElsewhere(RunningService service)
      throws Exception {
    HttpHeaders page = service.get("/admin/").headers();
    assertThat(page.firstValue("X-Frame-Options")).hasValue("DENY");
    assertThat(page.firstValue("Referrer-Policy")).hasValue("no-referrer");
    assertThat(page.firstValue("Content-Security-Policy").orElseThrow())
        .contains("frame-ancestors 'none'")
        .doesNotContain("ws:");
    assertThat(service.get("/admin").headers().firstValue("Location"))
        .as("whatever host is asked for")
        .hasValue("/admin/");
    assertThat(service.environment().getProperty("server.servlet.session.cookie.same-site"))
        .isEqualTo("strict");
  }

  /** The password that the service generated for this start, from where its owner reads it. */
  private static String printedPassword(CapturedOutput output) {
    Matcher line = PRINTED.matcher(output);
    assertThat(line.find()).as("a password is printed").isTrue();
    String password = line.group(1);
    assertThat(line.find()).as("it is printed once").isFalse();
    return password;
  }
}
