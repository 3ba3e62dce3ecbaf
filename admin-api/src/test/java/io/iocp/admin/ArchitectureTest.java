package io.iocp.admin;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import io.iocp.testsupport.ArchitectureRules;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The admin API's layering. A rule that has to give way says why in its text. */
class ArchitectureTest {

  private static final JavaClasses CLASSES = ArchitectureRules.productionClasses("io.iocp.admin");

  @Test
  void packagesAreFreeOfCycles() {
    ArchitectureRules.packagesAreFreeOfCycles().check(CLASSES);
  }

  @Test
  void featuresDoNotKnowEachOther() {
    SlicesRuleDefinition.slices()
        .matching("io.iocp.admin.(*)..")
        .should()
        .notDependOnEachOther()
        .ignoreDependency(
            alwaysTrue(),
            resideInAnyPackage(
                "io.iocp.admin.closing",
                "io.iocp.admin.live",
                "io.iocp.admin.paging",
                "io.iocp.admin.problem",
                "io.iocp.admin.security"))
        .because("the package listing is the list of what an administrator can do")
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void theStreamingSideStaysUnknown() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.iocp.streaming..")
        .because("the admin API must serve any service on the starter")
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void nativeCodeAndEnginesStayUnknown() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("com.sun.jna..", "io.iocp.completion.*")
        .because("the unsafe surface stays reviewable, and engines are interchangeable")
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void threadsAreCreatedElsewhere() {
    ArchitectureRules.threadsAreCreatedOnlyIn().check(CLASSES);
  }

  @Test
  void autoConfigurationsShowNothingElse() {
    ArchitectureRules.autoConfigurationsShowNothingElse().check(CLASSES);
  }

  @Test
  void onlyClocksReadTheTime() {
    ArchitectureRules.onlyClocksReadTheTime().check(CLASSES);
  }

  @Test
  void outputGoesThroughTheLogger() {
    ArchitectureRules.outputGoesThroughTheLogger().check(CLASSES);
  }

  @Test
  void charsetsAndLocalesAreNamed() {
    ArchitectureRules.charsetsAndLocalesAreNamed().check(CLASSES);
  }

  @Test
  void unsafeIsUnused() {
    ArchitectureRules.unsafeIsUnused().check(CLASSES);
  }

  @Test
  void everyPackageIsDescribedAndNullMarked() {
    assertThat(ArchitectureRules.packagesWithoutDescription(Path.of("src/main/java")))
        .as("names alone do not explain a boundary")
        .isEmpty();
  }
}
