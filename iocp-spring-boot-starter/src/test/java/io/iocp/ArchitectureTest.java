package io.iocp;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import io.iocp.testsupport.ArchitectureRules;
import io.iocp.testsupport.ImportTable;
import io.iocp.testsupport.ModuleArchitectureContract;
import org.junit.jupiter.api.Test;

/** The starter's layering. A rule that has to give way says why in its text. */
class ArchitectureTest extends ModuleArchitectureContract {

  private static final String ENGINES = "io.iocp.completion.*";

  private static final JavaClasses CLASSES = ArchitectureRules.productionClasses("io.iocp");

  ArchitectureTest() {
    super(CLASSES);
  }

  @Test
  void packagesImportOnlyWhatTheirRowAllows() {
    new ImportTable("io.iocp")
        .row("buffer")
        // A leaf that counts: whatever is measured on the I/O path or in a job is counted alike.
        .row("histogram")
        .row("job", "histogram")
        .row("completion", "buffer")
        .row("completion.windows", "completion", "buffer")
        .row("completion.uring", "completion", "buffer")
        .row("completion.nio", "completion", "buffer")
        .row("connection", "completion", "buffer", "job", "histogram")
        .row("websocket.protocol", "buffer")
        .row("tls", "connection", "buffer", "job")
        .row("packet.protocol")
        .row("packet", "packet.protocol", "connection", "buffer")
        // The adapter for Spring's handlers stands on the transport's own handlers, and on jobs.
        .row("websocket.spring", "websocket", "websocket.protocol", "connection", "buffer", "job")
        .row("websocket", "websocket.protocol", "tls", "connection", "buffer")
        // An application of both protocols, on job workers; it measures rates with the one clock.
        .row(
            "file",
            "websocket",
            "websocket.protocol",
            "packet",
            "packet.protocol",
            "connection",
            "job",
            "completion.ChannelFile",
            "completion.NanoClock")
        .row(
            "",
            "buffer",
            "job",
            "histogram",
            "completion",
            "completion.windows.WindowsPortProvider",
            "completion.uring.UringPortProvider",
            "completion.nio.NioPortProvider",
            "connection",
            "tls",
            "packet",
            "packet.protocol",
            "websocket",
            "websocket.protocol")
        // The port's own figures are read-only statistics like the others', and live beside it.
        .row(
            "metrics",
            "",
            "connection",
            "buffer",
            "job",
            "histogram",
            "completion.PortStatistics",
            "completion.OperationKind",
            "file.FileCounter",
            "file.FileDirection",
            "file.FileExchange",
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
            "connection",
            "buffer",
            "job",
            "histogram",
            "completion.PortStatistics",
            "completion.OperationKind",
            "tls.TlsCounter",
            "tls.TlsFailure",
            "tls.TlsStatistics")
        .row("autoconfigure..", "..")
        .check(CLASSES);
  }

  @Test
  void jnaStaysInTheNativeEngines() {
    noClasses()
        .that()
        .resideOutsideOfPackages("io.iocp.completion.windows", "io.iocp.completion.uring")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.sun.jna..")
        .because("the unsafe surface stays reviewable, and another binding can replace it")
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void springStaysAtTheEdge() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "io.iocp.autoconfigure..", "io.iocp.actuate..", "io.iocp.websocket.spring")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.springframework..")
        .because("the core runs without a container")
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void micrometerStaysInMetrics() {
    noClasses()
        .that()
        // The context of a job is Micrometer's to carry, where that is on the class path.
        .resideOutsideOfPackages(
            "io.iocp.metrics", "io.iocp.autoconfigure.metrics", "io.iocp.autoconfigure.job")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.micrometer..")
        .because("the core counts for itself and runs without a registry")
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void anEngineShowsOnlyItsPortProvider() {
    classes()
        .that()
        .resideInAPackage(ENGINES)
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
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void enginesDoNotKnowEachOther() {
    SlicesRuleDefinition.slices()
        .matching("io.iocp.completion.(*)")
        .should()
        .notDependOnEachOther()
        .because("engines must be interchangeable")
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void theWebSocketProtocolIsPure() {
    ArchitectureRules.isPure("io.iocp.websocket.protocol").check(CLASSES);
  }

  @Test
  void thePacketProtocolIsPure() {
    ArchitectureRules.isPure("io.iocp.packet.protocol").check(CLASSES);
  }

  @Test
  void nativeMethodsAreInPackagePrivateCallsClasses() {
    methods()
        .that()
        .haveModifier(JavaModifier.NATIVE)
        .should()
        .beDeclaredInClassesThat()
        .haveSimpleNameEndingWith("Calls")
        .andShould()
        .beDeclaredInClassesThat()
        .arePackagePrivate()
        .because("there is one place to look for signatures")
        .allowEmptyShould(true)
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
        .allowEmptyShould(true)
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
        .allowEmptyShould(true)
        .check(CLASSES);
    methods()
        .that()
        .areDeclaredInClassesThat()
        .haveSimpleNameEndingWith("Layout")
        .should()
        .beStatic()
        .because(because)
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void threadsAreCreatedOnlyByJobsAndTheIoWorker() {
    ArchitectureRules.threadsAreCreatedOnlyIn("io.iocp.job", "io.iocp.connection.IoWorker")
        .check(CLASSES);
  }

  @Test
  void outputGoesThroughTheLogger() {
    ArchitectureRules.outputGoesThroughTheLogger().check(CLASSES);
  }
}
