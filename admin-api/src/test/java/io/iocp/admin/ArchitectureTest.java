package io.iocp.admin;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import io.iocp.testsupport.ArchitectureRules;
import io.iocp.testsupport.ModuleArchitectureContract;
import org.junit.jupiter.api.Test;

/** The admin API's layering. A rule that has to give way says why in its text. */
class ArchitectureTest extends ModuleArchitectureContract {

  private static final JavaClasses CLASSES = ArchitectureRules.productionClasses("io.iocp.admin");

  ArchitectureTest() {
    super(CLASSES);
  }

  @Test
  void autoConfigurationsShowNothingElse() {
    ArchitectureRules.autoConfigurationsShowNothingElse().check(CLASSES);
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
                "io.iocp.admin.ranges",
                "io.iocp.admin.security"))
        .because("the package listing is the list of what an administrator can do")
        .check(CLASSES);
  }

  @Test
  void theStreamingSideStaysUnknown() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.iocp.streaming..")
        .because("the admin API must serve any service on the starter")
        .check(CLASSES);
  }

  @Test
  void nativeCodeAndEnginesStayUnknown() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("com.sun.jna..", "io.iocp.completion.*")
        .because("the unsafe surface stays reviewable, and engines are interchangeable")
        .check(CLASSES);
  }

  @Test
  void threadsAreCreatedElsewhere() {
    ArchitectureRules.threadsAreCreatedOnlyIn().check(CLASSES);
  }

  @Test
  void outputGoesThroughTheLogger() {
    ArchitectureRules.outputGoesThroughTheLogger().check(CLASSES);
  }
}
