package io.iocp.autoconfigure.aot;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Callback;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Structure;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import io.iocp.testsupport.ArchitectureRules;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.aot.hint.JdkProxyHint;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeHint;
import org.springframework.aot.hint.TypeReference;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.beans.factory.aot.AotServices;
import org.springframework.boot.test.context.FilteredClassLoader;

/** No image is built here: the hints are held against the classes, and against JNA's library. */
class TransportRuntimeHintsTest {

  private final RuntimeHints hints = new RuntimeHints();

  @BeforeEach
  void register() {
    AotServices.factories().load(RuntimeHintsRegistrar.class).stream()
        .filter(TransportRuntimeHints.class::isInstance)
        .forEach(registrar -> registrar.registerHints(hints, getClass().getClassLoader()));
  }

  @Test
  void springFindsThem() {
    assertThat(AotServices.factories().load(RuntimeHintsRegistrar.class).stream())
        .hasAtLeastOneElementOfType(TransportRuntimeHints.class);
  }

  @Test
  void eachClassThatJnaBindsIsKeptWithItsMethods() {
    List<String> bound =
        ArchitectureRules.productionClasses("io.iocp").stream()
            .filter(TransportRuntimeHintsTest::isForJna)
            .map(JavaClass::getName)
            .toList();
    assertThat(bound).hasSizeGreaterThan(6);
    for (String name : bound) {
      TypeReference type = TypeReference.of(name);
      assertThat(
              RuntimeHintsPredicates.reflection()
                  .onType(type)
                  .withMemberCategory(MemberCategory.INVOKE_DECLARED_METHODS))
          .as(name)
          .accepts(hints);
      assertKeptForNativeCode(name);
    }
  }

  private static boolean isForJna(JavaClass type) {
    return type.getMethods().stream()
            .anyMatch(method -> method.getModifiers().contains(JavaModifier.NATIVE))
        || type.isAssignableTo(Library.class)
        || type.isAssignableTo(Structure.class)
        || type.isAssignableTo(Callback.class);
  }

  private void assertKeptForNativeCode(String name) {
    TypeHint hint = hints.jni().getTypeHint(TypeReference.of(name));
    assertThat(hint).as("JNI: " + name).isNotNull();
    assertThat(hint.getMemberCategories())
        .as(name)
        .contains(
            MemberCategory.INVOKE_DECLARED_CONSTRUCTORS,
            MemberCategory.INVOKE_DECLARED_METHODS,
            MemberCategory.ACCESS_DECLARED_FIELDS);
  }

  /** They are in it as text, for the JVM to find. */
  @Test
  void eachClassThatJnasLibraryAsksForIsKept() throws Exception {
    Pattern names = Pattern.compile("\\x00((?:com/sun/jna|java/(?:lang|nio))/[\\w$/]+)(?=\\x00)");
    for (String library :
        List.of("linux-x86-64/libjnidispatch.so", "win32-x86-64/jnidispatch.dll")) {
      TreeSet<String> asked = new TreeSet<>();
      try (InputStream in =
          Objects.requireNonNull(Native.class.getResourceAsStream("/com/sun/jna/" + library))) {
        Matcher matcher = names.matcher(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1));
        while (matcher.find()) {
          asked.add(matcher.group(1).replace('/', '.'));
        }
      }
      assertThat(asked).as(library).contains("com.sun.jna.Pointer").hasSizeGreaterThan(30);
      asked.forEach(this::assertKeptForNativeCode);
    }
  }

  @Test
  void jnasLibraryIsInTheImageWhereverThereIsANativeEngine() {
    for (String library :
        List.of(
            "linux-x86-64/libjnidispatch.so",
            "linux-aarch64/libjnidispatch.so",
            "win32-x86-64/jnidispatch.dll",
            "win32-aarch64/jnidispatch.dll")) {
      assertThat(RuntimeHintsPredicates.resource().forResource("com/sun/jna/" + library))
          .as(library)
          .accepts(hints);
      assertThat(Native.class.getResource("/com/sun/jna/" + library)).as(library).isNotNull();
    }
    assertThat(
            RuntimeHintsPredicates.resource().forResource("com/sun/jna/aix-ppc/libjnidispatch.a"))
        .as("and no other")
        .rejects(hints);
  }

  @Test
  void theDescriptorsOfNiosSocketsAreFound() {
    TypeHint hint = hints.reflection().getTypeHint(TypeReference.of("sun.nio.ch.SelChImpl"));
    assertThat(hint).isNotNull();
    assertThat(hint.methods()).extracting(method -> method.getName()).containsExactly("getFDVal");
  }

  @Test
  void whatStandsInForAWebServersObjectsCanBeMade() {
    for (Class<?> type :
        List.of(ServletContext.class, HttpServletRequest.class, HttpServletResponse.class)) {
      assertThat(RuntimeHintsPredicates.proxies().forInterfaces(type)).accepts(hints);
    }
    RuntimeHints without = new RuntimeHints();
    new TransportRuntimeHints().registerHints(without, new FilteredClassLoader("jakarta.servlet"));
    assertThat(without.proxies().jdkProxyHints())
        .as("nothing of them is needed")
        .extracting(JdkProxyHint::getProxiedInterfaces)
        .isEmpty();
  }
}
