package io.iocp;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import io.iocp.testsupport.ArchitectureRules;
import io.iocp.testsupport.ImportTable;
import io.iocp.testsupport.ModuleArchitectureContract;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The starter's layering. A rule that has to give way says why in its text. */
class ArchitectureTest extends ModuleArchitectureContract {

  private static final String[] ENGINES = {
    "io.iocp.completion.windows", "io.iocp.completion.uring", "io.iocp.completion.nio"
  };

  private static final JavaClasses CLASSES = ArchitectureRules.productionClasses("io.iocp");

  ArchitectureTest() {
    super(CLASSES, Map.of("io.iocp.completion.windows", 8));
  }

  @Test
  void packagesImportOnlyWhatTheirRowAllows() {
    new ImportTable("io.iocp")
        // Leaves: what a recording sees, time, and counting on the I/O path and in jobs alike.
        .row("flight")
        .row("buffer", "flight")
        .row("time")
        .row("statistics")
        .row("access", "time", "statistics")
        .row("http.protocol")
        .row("access.proxy", "access", "http.protocol")
        .row("job", "statistics", "time")
        .row("completion", "buffer", "time")
        .row("completion.jna", "completion", "buffer")
        .row("completion.windows.winsock", "completion", "completion.jna", "buffer")
        .row(
            "completion.windows",
            "completion",
            "completion.jna",
            "completion.windows.winsock",
            "completion.windows.notify",
            "buffer",
            "time")
        .row(
            "completion.windows.notify",
            "completion",
            "completion.jna",
            "completion.windows.winsock")
        .row("completion.uring.ring", "completion", "completion.jna", "buffer")
        .row(
            "completion.uring",
            "completion",
            "completion.jna",
            "completion.uring.ring",
            "buffer",
            "time")
        .row("completion.nio", "completion", "completion.jna", "buffer", "time")
        .row(
            "connection",
            "access",
            "access.proxy",
            "completion",
            "buffer",
            "flight",
            "job",
            "statistics",
            "time")
        .row("websocket.protocol", "buffer", "http.protocol")
        .row("tls", "connection", "buffer", "job", "statistics", "time")
        .row("packet.protocol")
        // What sessions of all protocols have in common.
        .row("session", "connection", "buffer")
        .row("http", "http.protocol", "session", "connection", "buffer")
        .row(
            "http.gateway",
            "http.protocol",
            "access.proxy",
            "connection",
            "buffer",
            "statistics",
            "time")
        .row("packet", "packet.protocol", "session", "connection", "buffer", "statistics")
        .row("socket", "session", "connection", "buffer")
        .row("datagram", "access", "completion", "buffer", "statistics")
        // The adapter for Spring's handlers stands on the transport's own handlers, and on jobs.
        .row(
            "websocket.spring",
            "http.protocol",
            "websocket",
            "websocket.protocol",
            "connection",
            "buffer",
            "job")
        // The same for WebFlux's, which do not block and need no jobs.
        .row(
            "websocket.reactive",
            "http.protocol",
            "websocket",
            "websocket.protocol",
            "connection",
            "buffer")
        .row(
            "websocket.security",
            "http.protocol",
            "websocket",
            "websocket.protocol",
            "websocket.spring",
            "job")
        .row(
            "websocket",
            "http",
            "http.gateway",
            "http.protocol",
            "websocket.protocol",
            "access",
            "access.proxy",
            "tls",
            "session",
            "connection",
            "buffer",
            "statistics",
            "time")
        // An application of both protocols, on job workers; it measures rates with the one clock.
        .row(
            "file",
            "websocket",
            "websocket.protocol",
            "packet",
            "packet.protocol",
            "session",
            "connection",
            "buffer",
            "job",
            "completion.ChannelFile",
            "statistics",
            "time")
        // What administration does to connections, whatever their protocol.
        .row(
            "clients",
            "session",
            "access",
            "http",
            "connection",
            "packet",
            "packet.protocol",
            "socket",
            "websocket",
            "websocket.protocol")
        // The catalogue reads all options and changes what runs.
        .row(
            "settings",
            "http.gateway",
            "http.protocol",
            "access",
            "access.proxy",
            "buffer",
            "clients",
            "completion",
            "completion.windows.WindowsPortProvider",
            "connection",
            "job",
            "packet",
            "packet.protocol",
            "tls",
            "websocket",
            "websocket.protocol")
        // What is told of handshakes, messages and jobs, as Micrometer's observations.
        .row("observation", "http.protocol", "job", "websocket", "websocket.protocol")
        // What is changed while the server runs, in files.
        .row("state", "access", "settings", "statistics")
        .row(
            "",
            "settings",
            "access",
            "access.proxy",
            "clients",
            "buffer",
            "job",
            "statistics",
            "time",
            "completion",
            "completion.windows.WindowsPortProvider",
            "completion.uring.UringPortProvider",
            "completion.nio.NioPortProvider",
            "connection",
            "datagram",
            "http",
            "http.gateway",
            "session",
            "tls",
            "packet",
            "packet.protocol",
            "socket",
            "websocket",
            "websocket.protocol")
        // The port's own figures are read-only statistics like the others', and live beside it.
        .row(
            "metrics",
            "",
            "access",
            "clients",
            "connection",
            "buffer",
            "job",
            "state",
            "statistics",
            "completion.PortStatistics",
            "completion.OperationKind",
            "datagram.DatagramCounter",
            "file.FileCounter",
            "file.FileDirection",
            "file.FileExchange",
            "http.gateway",
            "packet.PacketCounter",
            "packet.protocol.PacketViolation",
            "tls.TlsAlert",
            "tls.TlsCounter",
            "tls.TlsFailure",
            "tls.TlsStatistics",
            "websocket.WebSocketCounter",
            "websocket.protocol.Violation")
        .row(
            "actuate.endpoint",
            "",
            "access",
            "clients",
            "connection",
            "buffer",
            "job",
            "statistics",
            "time",
            "completion.PortStatistics",
            "completion.OperationKind",
            "tls.TlsCounter",
            "tls.TlsFailure",
            "tls.TlsStatistics")
        .row("autoconfigure..", "..")
        .check(CLASSES);
  }

  @Test
  void jnaStaysInItsRoomAndInTheSignatures() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.iocp.completion.jna")
        .and()
        .haveSimpleNameNotEndingWith("Calls")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.sun.jna..")
        .because("the unsafe surface stays reviewable, and another binding can replace it")
        .check(CLASSES);
  }

  @Test
  void springStaysAtTheEdge() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "io.iocp.autoconfigure..",
            "io.iocp.actuate..",
            "io.iocp.websocket.spring",
            "io.iocp.websocket.reactive",
            "io.iocp.websocket.security")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.springframework..")
        .because("the core runs without a container")
        .check(CLASSES);
  }

  @Test
  void micrometerStaysInMetrics() {
    noClasses()
        .that()
        // The context of a job is Micrometer's to carry, where that is on the class path.
        .resideOutsideOfPackages(
            "io.iocp.metrics",
            "io.iocp.observation",
            "io.iocp.autoconfigure.metrics",
            "io.iocp.autoconfigure.observation",
            "io.iocp.autoconfigure.job")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.micrometer..")
        .because("the core counts for itself and runs without a registry")
        .check(CLASSES);
  }

  @Test
  void anEngineShowsOnlyItsPortProvider() {
    classes()
        .that()
        .resideInAnyPackage(ENGINES)
        .and()
        .areTopLevelClasses()
        .and()
        .arePublic()
        .should()
        .implement("io.iocp.completion.PortProvider")
        .andShould()
        .haveNameMatching(
            "io\\.iocp\\.completion\\.(windows\\.Windows|uring\\.Uring|nio\\.Nio)PortProvider")
        .because("engines must be interchangeable, so each has exactly one public type")
        .check(CLASSES);
  }

  @Test
  void enginesDoNotKnowEachOther() {
    SlicesRuleDefinition.slices()
        .matching("io.iocp.completion.(*)..")
        .should()
        .notDependOnEachOther()
        .ignoreDependency(
            DescribedPredicate.alwaysTrue(), resideInAPackage("io.iocp.completion.jna"))
        .because("engines must be interchangeable")
        .check(CLASSES);
  }

  @Test
  void theWebSocketProtocolIsPure() {
    ArchitectureRules.isPure("io.iocp.websocket.protocol").check(CLASSES);
  }

  @Test
  void httpIsPure() {
    ArchitectureRules.isPure("io.iocp.http.protocol").check(CLASSES);
  }

  @Test
  void thePacketProtocolIsPure() {
    ArchitectureRules.isPure("io.iocp.packet.protocol").check(CLASSES);
  }

  @Test
  void nativeMethodsAreInTheCallsClassesOfNativeRooms() {
    methods()
        .that()
        .haveModifier(JavaModifier.NATIVE)
        .should()
        .beDeclaredInClassesThat()
        .haveSimpleNameEndingWith("Calls")
        .andShould()
        .beDeclaredInClassesThat()
        .resideInAnyPackage(
            "io.iocp.completion.jna",
            "io.iocp.completion.uring.ring",
            "io.iocp.completion.windows.winsock")
        .because("there is one place to look for signatures")
        .check(CLASSES);
  }

  @Test
  void layoutsAreFinalAndStaticOnly() {
    String because = "there is one place to look for offsets, and it is a description";
    classes()
        .that()
        .haveSimpleNameEndingWith("Layout")
        .should()
        .haveModifier(JavaModifier.FINAL)
        .andShould()
        .haveOnlyPrivateConstructors()
        .because(because)
        .check(CLASSES);
    fields()
        .that()
        .areDeclaredInClassesThat()
        .haveSimpleNameEndingWith("Layout")
        .should()
        .beStatic()
        .andShould()
        .beFinal()
        .because(because)
        .check(CLASSES);
    methods()
        .that()
        .areDeclaredInClassesThat()
        .haveSimpleNameEndingWith("Layout")
        .should()
        .beStatic()
        .because(because)
        .check(CLASSES);
  }

  @Test
  void threadsAreCreatedOnlyByTheirOwners() {
    ArchitectureRules.threadsAreCreatedOnlyIn(
            // Writes files when something has changed, whatever jobs there are.
            "io.iocp.job", "io.iocp.connection.IoWorker", "io.iocp.state.StateKeeper")
        .check(CLASSES);
  }

  @Test
  void autoConfigurationsShowNothingElse() {
    ArchitectureRules.autoConfigurationsShowNothingElse().check(CLASSES);
  }

  @Test
  void outputGoesThroughTheLogger() {
    ArchitectureRules.outputGoesThroughTheLogger().check(CLASSES);
  }
}
