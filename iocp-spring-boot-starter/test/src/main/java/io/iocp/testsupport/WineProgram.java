package io.iocp.testsupport;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A main of the test classes that runs on the Windows JRE under Wine, while the test that talks to
 * it runs on Linux. It {@linkplain #answer answers} questions on a socket, because a pipe from
 * outside cannot be read there, and ends when that is closed.
 */
public final class WineProgram implements AutoCloseable {

  private static final Path SCRIPT = Path.of(".ci", "wine");

  private static final String CONTROL = "control port ";

  private final Process process;
  private final Socket control;
  private final BufferedReader answers;

  private WineProgram(Process process) throws IOException {
    this.process = process;
    this.control = new Socket(InetAddress.getLoopbackAddress(), controlPort(process.inputReader()));
    this.answers =
        new BufferedReader(new InputStreamReader(control.getInputStream(), StandardCharsets.UTF_8));
  }

  private static int controlPort(BufferedReader output) throws IOException {
    String line = output.readLine();
    while (line != null && !line.startsWith(CONTROL)) {
      line = output.readLine();
    }
    if (line == null) {
      throw new AssertionError("the program under Wine ended before it was ready");
    }
    return Integer.parseInt(line.substring(CONTROL.length()).strip());
  }

  /** Inside of Wine: answers each question with one line, until nobody asks any more. */
  public static void answer(UnaryOperator<String> answers) throws IOException {
    try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      System.out.println(CONTROL + listening.getLocalPort());
      try (Socket socket = listening.accept();
          BufferedReader questions =
              new BufferedReader(
                  new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
        String question = questions.readLine();
        while (question != null) {
          String answer = answers.apply(question) + "\n";
          socket.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
          question = questions.readLine();
        }
      }
    }
  }

  /** Starts it; a test that needs it is skipped, or fails, where there is no Wine. */
  public static WineProgram start(Class<?> main, String... arguments) throws IOException {
    Capability.require(
        "wine", Boolean.getBoolean("iocp.wine"), "Wine runs the Windows engine with -Pwine only");
    Path script = script();
    boolean present =
        script != null
            && (Files.isExecutable(Path.of("/usr/lib/wine/wine64"))
                || Capability.findProgram("wine64", System.getenv("PATH")).isPresent());
    Capability.require("wine", present, "no wine64, or not on Linux");
    List<String> command = new ArrayList<>(List.of(String.valueOf(script), "java", "-ea", "-cp"));
    command.add(System.getProperty("java.class.path").replace(File.pathSeparatorChar, ';'));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    return new WineProgram(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  private static @Nullable Path script() {
    Path directory = Path.of("").toAbsolutePath();
    while (directory != null && !Files.exists(directory.resolve(SCRIPT))) {
      directory = directory.getParent();
    }
    return directory == null ? null : directory.resolve(SCRIPT);
  }

  /** Asks, and waits for the answer. */
  public String ask(String question) throws IOException {
    control.getOutputStream().write((question + "\n").getBytes(StandardCharsets.UTF_8));
    String answer = answers.readLine();
    if (answer == null) {
      throw new AssertionError("the program under Wine ended when asked for " + question);
    }
    return answer;
  }

  /** Asks nothing more, which ends the program. */
  @Override
  public void close() throws IOException {
    control.close();
    try {
      if (!process.waitFor(Patience.SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("the program under Wine did not end");
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      throw new AssertionError(e);
    }
  }
}
