package io.iocp.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What every module keeps to; each module adds its own layering. */
public abstract class ModuleArchitectureContract {

  private final JavaClasses classes;

  /**
   * The contract of one module.
   *
   * @param classes the module's {@linkplain ArchitectureRules#productionClasses own}
   */
  protected ModuleArchitectureContract(JavaClasses classes) {
    this.classes = classes;
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
  void unsafeIsUnused() {
    ArchitectureRules.unsafeIsUnused().check(classes);
  }

  @Test
  void everyPackageIsDescribedAndNullMarked() {
    assertThat(ArchitectureRules.packagesWithoutDescription(Path.of("src/main/java")))
        .as("names alone do not explain a boundary")
        .isEmpty();
  }
}
