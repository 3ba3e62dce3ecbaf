package io.iocp.testsupport;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.Timer;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The architecture rules that hold in every module. Rules are silent about packages that do not
 * exist, so that they are in force from the first class on.
 */
public final class ArchitectureRules {

  private static final String AUTO_CONFIGURATION =
      "org.springframework.boot.autoconfigure.AutoConfiguration";

  /** A Javadoc comment that ends in a full stop, then {@code @NullMarked}, then the package. */
  private static final Pattern DESCRIBED_AND_NULL_MARKED =
      Pattern.compile(
          "/\\*\\*.*\\S\\.\\s*(\\*\\s*)*\\*/\\s*@NullMarked\\s+package\\s.*", Pattern.DOTALL);

  private static final Set<String> NAMES_WITHOUT_SOCKETS =
      Set.of(URI.class.getName(), URISyntaxException.class.getName(), URLDecoder.class.getName());

  private ArchitectureRules() {}

  /**
   * The compiled classes of a module, without its tests.
   *
   * @param rootPackage the module's root package
   * @return its classes
   */
  public static JavaClasses productionClasses(String rootPackage) {
    return new ClassFileImporter()
        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
        .withImportOption(location -> !location.contains("-tests.jar"))
        .importPackages(rootPackage);
  }

  /**
   * No package depends on itself through others.
   *
   * @return the rule
   */
  public static ArchRule packagesAreFreeOfCycles() {
    SliceAssignment everyPackageItsOwn =
        new SliceAssignment() {
          @Override
          public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
            return SliceIdentifier.of(javaClass.getPackageName());
          }

          @Override
          public String getDescription() {
            return "every package its own slice";
          }
        };
    return SlicesRuleDefinition.slices()
        .assignedFrom(everyPackageItsOwn)
        .should()
        .beFreeOfCycles()
        .because("a tangle is where layering ends");
  }

  /**
   * A pure package computes on bytes and nothing else.
   *
   * @param packageIdentifier the package, in ArchUnit's notation
   * @return the rule
   */
  public static ArchRule isPure(String packageIdentifier) {
    return noClasses()
        .that()
        .resideInAPackage(packageIdentifier)
        .should()
        .dependOnClassesThat(
            describe(
                "are sockets, channels, threads, clocks or loggers",
                ArchitectureRules::isOutsideWorld))
        .orShould()
        .accessTargetWhere(readsTheMachinesTime())
        .because("purity makes a package testable from bytes");
  }

  /**
   * Only the named packages or types start threads.
   *
   * @param owners full names of packages ({@code name..} for all below) or of types
   * @return the rule
   */
  public static ArchRule threadsAreCreatedOnlyIn(String... owners) {
    return noClasses()
        .that(areOutside(owners))
        .should()
        .accessTargetWhere(
            describe("creates a thread or a pool of them", ArchitectureRules::createsThread))
        .because("every thread has a name and an owner");
  }

  /**
   * Auto-configuration types promise nothing but their own name.
   *
   * @return the rule
   */
  public static ArchRule autoConfigurationsShowNothingElse() {
    return classes()
        .that()
        .areAnnotatedWith(AUTO_CONFIGURATION)
        .should()
        .bePublic()
        .andShould()
        .haveModifier(JavaModifier.FINAL)
        .andShould(haveNoPublicMembers())
        .because("what is public must be supported");
  }

  /**
   * Only a clock reads the machine's time.
   *
   * @return the rule
   */
  public static ArchRule onlyClocksReadTheTime() {
    return noClasses()
        .that()
        .haveSimpleNameNotEndingWith("Clock")
        .should()
        .accessTargetWhere(readsTheMachinesTime())
        .because("tests drive time, so it comes from an injected clock");
  }

  /**
   * Output goes through the logger.
   *
   * @param commandPackages packages of programs whose output is their product
   * @return the rule
   */
  public static ArchRule outputGoesThroughTheLogger(String... commandPackages) {
    return noClasses()
        .that(areOutside(commandPackages))
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .accessTargetWhere(
            describe(
                "prints a stack trace",
                access ->
                    access.getName().equals("printStackTrace")
                        && access.getTargetOwner().isAssignableTo(Throwable.class)))
        .because("output goes through the logger");
  }

  /**
   * Nothing depends on the machine's charset or locale. Error Prone finds the readers, writers and
   * case conversions; this rule finds the rest.
   *
   * @return the rule
   */
  public static ArchRule charsetsAndLocalesAreNamed() {
    return noClasses()
        .should()
        .accessTargetWhere(
            describe("uses the default charset or locale", ArchitectureRules::usesDefaults))
        .because(
            "what is sent and logged must not depend on the machine: name the charset, and use"
                + " String.format(Locale.ROOT, …) or concatenation");
  }

  /**
   * A class has no more public methods than somebody can know; those that an interface of another
   * library asks for do not count.
   *
   * @param most how many it may have
   * @return the rule
   */
  public static ArchRule haveAtMostPublicMethods(int most) {
    return classes()
        .should(
            new ArchCondition<JavaClass>("have at most " + most + " public methods") {
              @Override
              public void check(JavaClass javaClass, ConditionEvents events) {
                long count =
                    javaClass.getMethods().stream()
                        .filter(method -> method.getModifiers().contains(JavaModifier.PUBLIC))
                        .filter(method -> !isAskedForByALibrary(method))
                        .count();
                if (count > most) {
                  events.add(
                      SimpleConditionEvent.violated(
                          javaClass, javaClass.getName() + " has " + count + " public methods"));
                }
              }
            })
        .because("what is behind a class is handed out, not repeated");
  }

  private static boolean isAskedForByALibrary(JavaMethod method) {
    return method.getOwner().getAllRawInterfaces().stream()
        .filter(type -> !type.getPackageName().startsWith("io.iocp"))
        .flatMap(type -> type.getMethods().stream())
        .anyMatch(
            asked ->
                asked.getName().equals(method.getName())
                    && asked.getRawParameterTypes().size() == method.getRawParameterTypes().size());
  }

  /**
   * The source files with more lines than a whole idea needs.
   *
   * @param most how many lines a file may have
   * @param sourceRoot the module's source directory, such as {@code src/main/java}
   * @return the files that are longer
   * @throws IOException if a file cannot be read
   */
  public static List<Path> filesAbove(int most, Path sourceRoot) throws IOException {
    try (Stream<Path> files = Files.walk(sourceRoot)) {
      List<Path> longer = new ArrayList<>();
      for (Path file : files.filter(one -> one.toString().endsWith(".java")).toList()) {
        if (Files.readAllLines(file).size() > most) {
          longer.add(file);
        }
      }
      return longer;
    }
  }

  /**
   * Secrets are compared by one class, which takes the same time wherever they differ.
   *
   * @param className the class
   * @return the rule
   */
  public static ArchRule secretsAreComparedBy(String className) {
    return noClasses()
        .that()
        .doNotHaveFullyQualifiedName(className)
        .should()
        .callMethod(MessageDigest.class, "isEqual", byte[].class, byte[].class)
        .because("one place shows how secrets are compared, and " + className + " is it");
  }

  /**
   * {@code sun.misc.Unsafe} stays unused.
   *
   * @return the rule
   */
  public static ArchRule unsafeIsUnused() {
    return noClasses()
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("sun.misc.Unsafe")
        .because("it is going away; VarHandle and direct buffers do the same");
  }

  /**
   * The packages of a module that lack a description or {@code @NullMarked}. Class files keep no
   * Javadoc, so this looks at the sources.
   *
   * @param sourceRoot the module's source directory, such as {@code src/main/java}
   * @return the offending package directories; empty when the rule holds
   */
  public static List<Path> packagesWithoutDescription(Path sourceRoot) {
    try (Stream<Path> files = Files.walk(sourceRoot)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .map(Path::getParent)
          .distinct()
          .filter(directory -> !isDescribed(directory.resolve("package-info.java")))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isDescribed(Path packageInfo) {
    try {
      return Files.exists(packageInfo)
          && DESCRIBED_AND_NULL_MARKED.matcher(Files.readString(packageInfo)).matches();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isOutsideWorld(JavaClass target) {
    String packageName = target.getPackageName();
    return (packageName.equals("java.net") && !NAMES_WITHOUT_SOCKETS.contains(target.getName()))
        || packageName.startsWith("java.net.")
        || packageName.startsWith("java.nio.channels")
        || packageName.startsWith("java.util.concurrent")
        || packageName.startsWith("org.slf4j")
        || target.isAssignableTo(Thread.class)
        || target.isAssignableTo(java.time.InstantSource.class);
  }

  private static boolean createsThread(JavaAccess<?> access) {
    JavaClass owner = access.getTargetOwner();
    boolean constructs = access.getName().equals("<init>");
    boolean superCall = constructs && access.getOriginOwner().isAssignableTo(owner.getName());
    return owner.isEquivalentTo(Executors.class)
        || (constructs
            && !superCall
            && (owner.isAssignableTo(Thread.class)
                || owner.isAssignableTo(Timer.class)
                || (owner.isAssignableTo(Executor.class)
                    && owner.getPackageName().startsWith("java.util.concurrent"))));
  }

  private static DescribedPredicate<JavaAccess<?>> readsTheMachinesTime() {
    return describe(
        "reads the machine's time",
        access ->
            (access.getTargetOwner().isEquivalentTo(System.class)
                    && Set.of("nanoTime", "currentTimeMillis").contains(access.getName()))
                || (access.getTargetOwner().getPackageName().equals("java.time")
                    && access.getTarget().getFullName().endsWith(".now()")));
  }

  private static boolean usesDefaults(JavaAccess<?> access) {
    JavaClass owner = access.getTargetOwner();
    String target = access.getTarget().getFullName();
    return (owner.isEquivalentTo(Charset.class) && access.getName().equals("defaultCharset"))
        || (owner.isEquivalentTo(Locale.class) && access.getName().equals("getDefault"))
        || target.startsWith("java.lang.String.formatted(")
        || target.startsWith("java.lang.String.format(java.lang.String,");
  }

  private static DescribedPredicate<JavaClass> areOutside(String... owners) {
    return describe(
        "are outside of " + List.of(owners),
        javaClass -> Stream.of(owners).noneMatch(owner -> belongsTo(owner, javaClass)));
  }

  private static boolean belongsTo(String owner, JavaClass javaClass) {
    return javaClass.getName().equals(owner)
        || javaClass.getName().startsWith(owner + "$")
        || JavaClass.Predicates.resideInAPackage(owner).test(javaClass);
  }

  private static ArchCondition<JavaClass> haveNoPublicMembers() {
    return new ArchCondition<>("have no public members but the implicit constructor") {
      @Override
      public void check(JavaClass javaClass, ConditionEvents events) {
        for (JavaMember member : javaClass.getMembers()) {
          boolean implicitConstructor =
              member.getFullName().equals(javaClass.getName() + ".<init>()");
          if (member.getModifiers().contains(JavaModifier.PUBLIC) && !implicitConstructor) {
            events.add(
                SimpleConditionEvent.violated(javaClass, member.getDescription() + " is public"));
          }
        }
      }
    };
  }
}
