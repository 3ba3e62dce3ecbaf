package io.iocp.testsupport;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.iocp.testsupport.importing.Importer;
import io.iocp.testsupport.importing.imported.Imported;
import org.junit.jupiter.api.Test;

class ImportTableTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter().importClasses(Importer.class, Imported.class);

  @Test
  void anImportThatIsInTheRowIsAllowed() {
    assertThatCode(() -> table().row("", "imported").row("imported").check(CLASSES))
        .doesNotThrowAnyException();
    assertThatCode(() -> table().row("", "imported.Imported").row("imported").check(CLASSES))
        .doesNotThrowAnyException();
    assertThatCode(() -> table().row("..").check(CLASSES)).doesNotThrowAnyException();
  }

  @Test
  void anImportThatIsNotInTheRowIsReported() {
    assertThatThrownBy(() -> table().row("").row("imported").check(CLASSES))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(Importer.class.getName());
  }

  @Test
  void aPackageWithoutRowIsReported() {
    assertThatThrownBy(() -> table().row("", "imported").check(CLASSES))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("importing.imported has no row");
  }

  private static ImportTable table() {
    return new ImportTable("io.iocp.testsupport.importing");
  }
}
