package io.iocp.streaming.endtoend;

import static io.iocp.testsupport.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is taken back while it is used: those are closed who came by it, and nobody else. */
@Timeout(180)
class RevocationIT {

  private static final int VIEWERS = 500;
  private static final Duration PACE = Duration.ofMillis(50);
  private static final String GUEST = "guest-Zx81kQ0vV7";
  private static final String STAFF = "staff-Pp3mBq77aL";

  @TempDir private Path directory;

  @Test
  void fiveHundredViewersOfARevokedTokenAreClosedAndOthersWatchOn() throws Exception {
    List<byte[]> media = MediaPieces.longAndSmall();
    try (RunningService service = start(rules("hall"));
        PacedPublisher publisher = PacedPublisher.start(service, "hall", media, PACE);
        Crowd guests = new Crowd(service, "/watch/hall", GUEST);
        Crowd staff = new Crowd(service, "/watch/hall", STAFF)) {
      allWatch(guests, staff);
      String present = service.administer("GET", "/api/v1/access/sessions?limit=1000").body();
      assertThat(present.split("\"identity\":\"token:guest\"", -1)).hasSize(VIEWERS + 1);
      assertThat(present).contains("\"right\":\"rule token:staff on *\"");

      long begun = System.nanoTime();
      assertThat(
              service
                  .administerJson("POST", "/api/v1/access/revocations", "{\"key\":\"token:guest\"}")
                  .body())
          .contains("\"closedSessions\":" + VIEWERS);

      guests.assertAllClosed(4401, "access was revoked");
      // How long depends on the machine: it is told, and nobody's verdict.
      System.out.printf(
          "%d viewers were told of the revocation within %d ms%n",
          VIEWERS, Duration.ofNanos(System.nanoTime() - begun).toMillis());
      assertThat(guests.tryJoining()).startsWith("HTTP/1.1 401 ");
      assertThat(service.administer("GET", "/api/v1/access/sessions?key=token:staff").body())
          .contains("\"next\":null")
          .satisfies(body -> assertThat(body.split("\"action\":\"watch\"", -1)).hasSize(20 + 1));
      othersMissNothing(publisher, media, guests, staff);
      service.administer("DELETE", "/api/v1/access/revocations?key=token:guest");
      assertThat(guests.tryJoining()).startsWith("HTTP/1.1 101 ");
      assertThat(service.count("streaming.access.ended.revoked")).isEqualTo(VIEWERS);
    }
  }

  @Test
  void fiveHundredViewersWhomNoRulePermitsAnyMoreAreClosedWhenTheFileChanges() throws Exception {
    List<byte[]> media = MediaPieces.longAndSmall();
    try (RunningService service = start(rules("hall"));
        PacedPublisher publisher = PacedPublisher.start(service, "hall", media, PACE);
        Crowd guests = new Crowd(service, "/watch/hall", GUEST);
        Crowd staff = new Crowd(service, "/watch/hall", STAFF)) {
      allWatch(guests, staff);
      Files.writeString(directory.resolve("access.yaml"), "rules: [");
      await().until(() -> service.count("streaming.access.change.rejected") == 1);
      assertThat(service.administer("GET", "/api/v1/access").body())
          .contains("not valid YAML", "token:guest");

      Files.writeString(directory.resolve("access.yaml"), rules("elsewhere"));

      guests.assertAllClosed(4403, "no rule permits this");
      assertThat(guests.tryJoining()).startsWith("HTTP/1.1 403 ");
      assertThat(staff.tryJoining()).startsWith("HTTP/1.1 101 ");
      othersMissNothing(publisher, media, guests, staff);
      assertThat(service.count("streaming.access.ended.changed")).isEqualTo(VIEWERS);
    }
  }

  /** All of them see a picture. */
  private static void allWatch(Crowd guests, Crowd staff) throws Exception {
    guests.join(VIEWERS);
    staff.join(20);
    // The init segment and pictures.
    guests.awaitMedia(5);
    staff.awaitMedia(5);
  }

  /** Guests had all of it until they were closed, and staff has it until the publisher ends. */
  private static void othersMissNothing(
      PacedPublisher publisher, List<byte[]> media, Crowd guests, Crowd staff) throws Exception {
    int untilThen = publisher.sent();
    guests.assertUnbroken(media);
    await().until(() -> publisher.sent() >= untilThen + 20);
    publisher.finish();
    staff.assertAllClosed(1000, "stream has ended");
    assertThat(staff.assertUnbroken(media)).isEqualTo(publisher.sent());
  }

  private static String rules(String ofGuests) throws Exception {
    return """
    tokens:
      guest: {hashes: ["%s"]}
      staff: {hashes: ["%s"]}
    rules:
      - {who: "token:guest", may: [watch], names: ["%s"]}
      - {who: "token:staff", may: [watch], names: ["*"]}
      - {who: "address:127.0.0.0/8", may: [publish], names: ["hall"]}
    """
        .formatted(hash(GUEST), hash(STAFF), ofGuests);
  }

  private RunningService start(String rules) throws Exception {
    Path file = Files.writeString(directory.resolve("access.yaml"), rules);
    return RunningService.start(
        "--streaming.security.mode=rules",
        "--streaming.security.file=" + file,
        "--server.address=127.0.0.1",
        "--iocp.address=127.0.0.1",
        "--iocp.admin.users.operator.password=" + RunningService.PASSWORD,
        "--iocp.admin.users.operator.role=operator");
  }

  private static String hash(String token) throws Exception {
    return "sha256:"
        + HexFormat.of()
            .formatHex(
                MessageDigest.getInstance("SHA-256")
                    .digest(token.getBytes(StandardCharsets.UTF_8)));
  }
}
