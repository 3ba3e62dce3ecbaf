package io.iocp.streaming;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noCodeUnits;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.lang.ArchCondition;
import io.iocp.streaming.access.Credentials;
import io.iocp.testsupport.ArchitectureRules;
import io.iocp.testsupport.ImportTable;
import io.iocp.testsupport.ModuleArchitectureContract;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The service's layering. A rule that has to give way says why in its text. */
class ArchitectureTest extends ModuleArchitectureContract {

  private static final JavaClasses CLASSES =
      ArchitectureRules.productionClasses("io.iocp.streaming");

  ArchitectureTest() {
    super(CLASSES);
  }

  private static final Set<String> TRANSPORT_PACKAGES =
      Set.of(
          "io.iocp",
          "io.iocp.flight",
          "io.iocp.websocket",
          "io.iocp.websocket.protocol",
          "io.iocp.http",
          "io.iocp.http.gateway",
          "io.iocp.http.protocol",
          "io.iocp.packet",
          "io.iocp.file",
          "io.iocp.socket",
          "io.iocp.datagram",
          "io.iocp.clients",
          "io.iocp.job",
          "io.iocp.session",
          "io.iocp.state",
          "io.iocp.statistics",
          "io.iocp.time",
          "io.iocp.buffer");

  /** What handlers speak of: outcomes of sending, and counting the way the transport counts. */
  private static final Set<String> SHARED_TYPES =
      Set.of(
          "io.iocp.connection.SendOutcome",
          "io.iocp.connection.FileOutcome",
          // What becomes of a connection to another server.
          "io.iocp.connection.ConnectAttempt",
          "io.iocp.connection.ConnectOutcome",
          "io.iocp.connection.CloseCause",
          "io.iocp.metrics.HistogramTransfer",
          "io.iocp.statistics.Counters",
          // Of a handshake's answer, and where a ticket may be used from, or a stream may come
          // from.
          "io.iocp.http.protocol.HttpFields",
          // Who is banned from the stream port is so from the web port.
          "io.iocp.access.AccessPolicy",
          // Who has logged in on a page.
          "io.iocp.websocket.security.WebSessions",
          "io.iocp.access.AddressRange",
          // Secrets are compared in one way.
          "io.iocp.access.Secrets",
          // Who guesses is slowed down by the same rules on both ports.
          "io.iocp.access.LoginAttempts",
          "io.iocp.access.LoginAttempts$ShutOut",
          "io.iocp.metrics.LoginMetrics");

  @Test
  void packagesImportOnlyWhatTheirRowAllows() {
    new ImportTable("io.iocp.streaming")
        .row("", "..")
        .row("stream")
        .row("media")
        .row("media.codec", "media")
        .row("media.mp4", "media", "media.codec")
        .row("media.webm", "media", "media.codec")
        .row("media.still", "media", "media.mp4", "media.webm")
        .row("media.jpeg", "media")
        .row("media.ts", "media", "media.codec")
        .row("media.annexb", "media", "media.codec")
        .row("media.flv", "media", "media.codec")
        .row(
            "media.input",
            "media",
            "media.mp4",
            "media.webm",
            "media.jpeg",
            "media.ts",
            "media.flv",
            "media.annexb")
        .row("relay", "stream")
        .row("frames", "stream", "media", "media.codec", "media.mp4", "media.webm", "relay")
        .row("ingest", "stream", "media", "media.input", "media.mp4", "relay")
        .row("ingest.rtmp", "stream", "media", "ingest", "ingest.rtmp.protocol")
        .row("ingest.rtmp.protocol", "media", "media.flv")
        .row("ingest.udp", "stream", "ingest", "ingest.udp.protocol")
        .row("ingest.udp.protocol")
        .row("ingest.tcp", "stream", "ingest")
        .row("access", "stream")
        .row("event", "stream", "relay", "loop")
        .row(
            "playback",
            "stream",
            "media",
            "media.still",
            "relay",
            "frames",
            "access",
            "history",
            "recording")
        .row("recording", "stream", "media", "media.mp4", "media.webm", "relay", "access", "loop")
        .row("history", "stream", "relay", "recording", "loop")
        .row("hls", "stream", "media", "media.mp4", "media.webm", "relay")
        .row("file", "access")
        .row("command", "media", "media.input", "loop", "command.capture")
        .row("command.capture")
        .row("loop")
        .row("demo", "loop")
        .row("source", "stream", "relay", "ingest", "loop")
        .row("cluster", "stream", "relay", "ingest", "loop")
        .row("cluster.redis", "cluster")
        .row(
            "operations",
            "stream",
            "relay",
            "ingest",
            "ingest.udp",
            "ingest.udp.protocol",
            "playback",
            "access",
            "event",
            "source",
            "history",
            "cluster",
            "recording",
            "hls")
        .check(CLASSES);
  }

  @Test
  void ofTheTransportOnlyTheFrontDoorIsKnown() {
    noClasses()
        .should()
        .dependOnClassesThat(
            describe(
                "are of the transport, but not in " + TRANSPORT_PACKAGES + " or " + SHARED_TYPES,
                ArchitectureTest::isInsideTheTransport))
        .because("the relay must not grow into the transport")
        .check(CLASSES);
  }

  private static boolean isInsideTheTransport(JavaClass target) {
    String packageName = target.getPackageName();
    boolean ours = packageName.equals("io.iocp") || packageName.startsWith("io.iocp.");
    boolean otherModule =
        packageName.startsWith("io.iocp.streaming") || packageName.startsWith("io.iocp.admin");
    return ours
        && !otherModule
        && !TRANSPORT_PACKAGES.contains(packageName)
        && !SHARED_TYPES.contains(target.getName());
  }

  /** How long {@code equals} takes tells how much of a guess is right. */
  @Test
  void whoReadsASecretDoesNotCompareIt() {
    noCodeUnits()
        .that(describe("read a secret", ArchitectureTest::readsSecret))
        .should(ArchCondition.from(describe("compare", ArchitectureTest::compares)))
        .because("secrets are compared by their hashes, by io.iocp.access.Secrets alone")
        .check(CLASSES);
  }

  private static boolean readsSecret(JavaCodeUnit unit) {
    return unit.getMethodCallsFromSelf().stream()
        .anyMatch(
            call ->
                call.getTargetOwner().isEquivalentTo(Credentials.class)
                    && call.getName().equals("secret"));
  }

  private static boolean compares(JavaCodeUnit unit) {
    return unit.getMethodCallsFromSelf().stream()
        .anyMatch(
            call ->
                call.getName().matches("equals|equalsIgnoreCase|contentEquals|compareTo|startsWith")
                    && !call.getTargetOwner().isEnum());
  }

  @Test
  void jnaStaysInTheStarter() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.sun.jna..")
        .because("the unsafe surface stays reviewable, and another binding can replace it")
        .check(CLASSES);
  }

  @Test
  void containerRecognitionIsPure() {
    ArchitectureRules.isPure("io.iocp.streaming.media..").check(CLASSES);
  }

  @Test
  void ingestProtocolsArePure() {
    ArchitectureRules.isPure("io.iocp.streaming.ingest..protocol..").check(CLASSES);
  }

  @Test
  void threadsAreCreatedOnlyByClients() {
    ArchitectureRules.threadsAreCreatedOnlyIn(
            "io.iocp.streaming.command..", "io.iocp.streaming.loop..", "io.iocp.streaming.source..")
        .check(CLASSES);
  }

  @Test
  void outputGoesThroughTheLogger() {
    ArchitectureRules.outputGoesThroughTheLogger("io.iocp.streaming.command..").check(CLASSES);
  }
}
