package io.iocp.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.testsupport.Markdown;
import io.iocp.testsupport.Markdown.Snippet;
import io.iocp.testsupport.Sources;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The starter's guide compiles as it is written, every snippet of it, and its tests pass. */
class GuideTest {

  private static final Path GUIDE = Path.of("../streaming-service/src/docs/guide/starter.md");

  @TempDir private static Path classes;

  @BeforeAll
  static void theGuideCompiles() throws Exception {
    List<String> files = Markdown.read(GUIDE).snippets("java").stream().map(Snippet::text).toList();

    assertThat(files).hasSizeGreaterThan(4);
    assertThat(Sources.compile(files, classes)).isEmpty();
  }

  @Test
  void theTestsOfTheGuidePass() throws Exception {
    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {classes.toUri().toURL()}, getClass().getClassLoader())) {
      Class<?> tests = loader.loadClass("ChatTest");
      int passed = 0;
      for (Method test : tests.getDeclaredMethods()) {
        if (test.isAnnotationPresent(Test.class)) {
          Constructor<?> constructor = tests.getDeclaredConstructor();
          constructor.setAccessible(true);
          test.setAccessible(true);
          test.invoke(constructor.newInstance());
          passed++;
        }
      }
      assertThat(passed).isEqualTo(2);
    }
  }
}
