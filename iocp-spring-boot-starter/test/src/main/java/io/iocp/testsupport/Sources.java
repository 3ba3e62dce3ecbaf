package io.iocp.testsupport;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Compiles texts with the compiler of this JDK, on the class path of the test. */
public final class Sources {

  private static final Pattern TYPE =
      Pattern.compile(
          "^(?:public )?(?:final )?(?:class|record|interface|enum) (\\w+)", Pattern.MULTILINE);

  private Sources() {}

  /**
   * Compiles whole files together.
   *
   * @param directory where the classes go
   * @return what the compiler says; nothing if all is well
   */
  public static String compile(List<String> files, Path directory) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler == null) {
      throw new IllegalStateException("There is no compiler here: run the tests with a JDK.");
    }
    StringWriter messages = new StringWriter();
    List<String> options =
        List.of("-proc:none", "-parameters", "-d", directory.toString(), "-cp", classPath());
    List<Source> sources = files.stream().map(Source::new).toList();
    boolean compiled = compiler.getTask(messages, null, null, options, null, sources).call();
    return compiled ? "" : messages.toString();
  }

  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  /** A file in memory, named after its first type. */
  private static final class Source extends SimpleJavaFileObject {

    private final String text;

    Source(String text) {
      super(URI.create("string:///" + name(text) + ".java"), JavaFileObject.Kind.SOURCE);
      this.text = text;
    }

    private static String name(String text) {
      Matcher type = TYPE.matcher(text);
      if (!type.find()) {
        throw new IllegalArgumentException("There is no type in it:\n" + text);
      }
      return type.group(1);
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
