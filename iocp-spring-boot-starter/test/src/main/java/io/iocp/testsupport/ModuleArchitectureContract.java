package io.iocp.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What every module keeps to; each module adds its own layering. */
public abstract class ModuleArchitectureContract {

  private final JavaClasses classes;
  private final Map<String, Integer> largestCircles;

  /**
   * The contract of one module.
   *
   * @param classes the module's {@linkplain ArchitectureRules#productionClasses own}
   */
  protected ModuleArchitectureContract(JavaClasses classes) {
    this(classes, Map.of());
  }

  /**
   * The contract of one module some packages of which may have larger circles than others.
   *
   * @param classes the module's {@linkplain ArchitectureRules#productionClasses own}
   * @param largestCircles most classes of a package that use each other in a circle, by package; a
   *     ceiling only ever falls
   */
  protected ModuleArchitectureContract(JavaClasses classes, Map<String, Integer> largestCircles) {
    this.classes = classes;
    this.largestCircles = largestCircles;
  }

  @Test
  void packagesAreFreeOfCycles() {
    ArchitectureRules.packagesAreFreeOfCycles().check(classes);
  }

  @Test
  void onlyClocksReadTheTime() {
    ArchitectureRules.onlyClocksReadTheTime().check(classes);
  }

  @Test
  void charsetsAndLocalesAreNamed() {
    ArchitectureRules.charsetsAndLocalesAreNamed().check(classes);
  }

  @Test
  void secretsAreComparedInOneWay() {
    ArchitectureRules.secretsAreComparedBy("io.iocp.access.Secrets").check(classes);
  }

  @Test
  void unsafeIsUnused() {
    ArchitectureRules.unsafeIsUnused().check(classes);
  }

  @Test
  void classesAreOfOneSubject() throws IOException {
    assertThat(ArchitectureRules.filesAbove(450, Path.of("src/main/java")))
        .as("a file of more than 450 lines has two subjects")
        .isEmpty();
    ArchitectureRules.haveAtMostPublicMethods(40).check(classes);
  }

  @Test
  void circlesOfClassesStaySmall() {
    assertThat(ClassCircles.above(5, largestCircles, classes))
        .as("where everything knows everything, nothing can be changed alone")
        .isEmpty();
  }

  @Test
  void everyPackageIsDescribedAndNullMarked() {
    assertThat(ArchitectureRules.packagesWithoutDescription(Path.of("src/main/java")))
        .as("names alone do not explain a boundary")
        .isEmpty();
  }
}
