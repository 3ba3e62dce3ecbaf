package io.iocp.testsupport;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.PackageMatcher;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Which packages below a root may import which others below it. Every package needs a row, so that
 * a new one is a decision and not an accident. Imports from outside the root are not judged.
 */
public final class ImportTable {

  private final String rootPackage;
  private final List<Row> rows = new ArrayList<>();

  /**
   * Starts an empty table.
   *
   * @param rootPackage the package that the names in the rows are relative to
   */
  public ImportTable(String rootPackage) {
    this.rootPackage = rootPackage;
  }

  /**
   * Adds a row. Names are relative to the root package, which itself is the empty name; {@code
   * name..} means the package and all below it.
   *
   * @param importer the package that the row is about
   * @param allowed the packages, or single types of packages, that it may import besides itself
   * @return this table
   */
  public ImportTable row(String importer, String... allowed) {
    rows.add(
        new Row(
            PackageMatcher.of(absolute(importer)),
            Arrays.stream(allowed).map(this::absolute).toList()));
    return this;
  }

  /**
   * Fails if a package has no row, or imports what its row does not allow.
   *
   * @param classes the classes to judge
   */
  public void check(JavaClasses classes) {
    ArchRuleDefinition.classes()
        .that()
        .resideInAPackage(rootPackage + "..")
        .should(keepToTheirRow())
        .because("the package listing should tell the truth about who knows whom")
        .check(classes);
  }

  private ArchCondition<JavaClass> keepToTheirRow() {
    return new ArchCondition<>("import only what the row of their package allows") {
      @Override
      public void check(JavaClass importer, ConditionEvents events) {
        Optional<Row> row =
            rows.stream().filter(r -> r.importer.matches(importer.getPackageName())).findFirst();
        if (row.isEmpty()) {
          events.add(
              SimpleConditionEvent.violated(
                  importer, importer.getPackageName() + " has no row in the import table"));
          return;
        }
        for (Dependency dependency : importer.getDirectDependenciesFromSelf()) {
          if (!mayImport(row.get(), importer, dependency.getTargetClass().getBaseComponentType())) {
            events.add(SimpleConditionEvent.violated(importer, dependency.getDescription()));
          }
        }
      }
    };
  }

  private boolean mayImport(Row row, JavaClass importer, JavaClass imported) {
    String packageName = imported.getPackageName();
    boolean ours = packageName.equals(rootPackage) || packageName.startsWith(rootPackage + ".");
    return !ours
        || packageName.equals(importer.getPackageName())
        || row.importer.matches(packageName)
        || row.allows(packageName, outermost(imported).getFullName());
  }

  private static JavaClass outermost(JavaClass javaClass) {
    return javaClass.getEnclosingClass().map(ImportTable::outermost).orElse(javaClass);
  }

  private String absolute(String name) {
    return name.isEmpty() || name.equals("..") ? rootPackage + name : rootPackage + "." + name;
  }

  private record Row(PackageMatcher importer, List<String> allowed) {

    boolean allows(String packageName, String typeName) {
      return allowed.stream()
          .anyMatch(name -> name.equals(typeName) || PackageMatcher.of(name).matches(packageName));
    }
  }
}
