package io.iocp.streaming.endtoend;

import io.iocp.testsupport.Capability;
import io.iocp.testsupport.Patience;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The machine's Firefox, without a window, driven by WebDriver BiDi, which it speaks itself. */
final class Firefox implements BrowserWindow {

  private static final String LISTENS = "WebDriver BiDi listening on ";
  private static final Path SCREENSHOTS = Path.of("target/screenshots");
  private static final JsonMapper JSON = JsonMapper.shared();

  /** It plays by itself what is muted, as for people, and asks nobody on the Internet anything. */
  private static final String PREFERENCES =
      """
      user_pref("browser.shell.checkDefaultBrowser", false);
      user_pref("browser.aboutwelcome.enabled", false);
      user_pref("app.update.enabled", false);
      user_pref("app.normandy.enabled", false);
      user_pref("datareporting.policy.dataSubmissionEnabled", false);
      user_pref("datareporting.healthreport.uploadEnabled", false);
      user_pref("network.captive-portal-service.enabled", false);
      user_pref("network.connectivity-service.enabled", false);
      user_pref("services.settings.server", "data:,");
      user_pref("extensions.update.enabled", false);
      user_pref("media.gmp-manager.updateEnabled", false);
      user_pref("security.sandbox.content.level", 0);
      """;

  private final Process process;
  private final Answers answers;
  private final WebSocket socket;
  private final AtomicLong lastId = new AtomicLong();
  private final String page;
  private String context;

  private Firefox(Process process, URI address) {
    this.process = process;
    answers = new Answers();
    socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .connectTimeout(Patience.LIMIT)
            .buildAsync(address, answers)
            .join();
    call("session.new", Map.of("capabilities", Map.of()));
    page =
        call("browsingContext.getTree", Map.of())
            .path("contexts")
            .path(0)
            .path("context")
            .stringValue();
    context = page;
  }

  /**
   * @param home an empty directory for what it keeps
   */
  static Firefox open(Path home) throws IOException {
    Path program = Capability.requireProgram("firefox-esr", Path.of("/usr/bin/firefox"));
    Path profile = Files.createDirectory(home.resolve("profile"));
    Files.writeString(profile.resolve("user.js"), PREFERENCES);
    ProcessBuilder builder =
        new ProcessBuilder(
            program.toString(),
            "--headless",
            "--no-remote",
            "--profile",
            profile.toString(),
            "--remote-debugging-port",
            "0");
    builder.environment().put("HOME", home.toString());
    builder.environment().put("MOZ_CRASHREPORTER_DISABLE", "1");
    Process process = builder.redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    try {
      return new Firefox(process, URI.create(addressOf(process) + "/session"));
    } catch (IOException | RuntimeException | Error e) {
      end(process);
      throw e;
    }
  }

  /** Where it listens, as it says; what else it says is read, and forgotten. */
  private static String addressOf(Process process) throws IOException {
    BufferedReader lines = process.errorReader(StandardCharsets.UTF_8);
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      int begin = line.indexOf(LISTENS);
      if (begin >= 0) {
        Thread reader = new Thread(() -> lines.lines().forEach(more -> {}), "firefox-errors");
        reader.setDaemon(true);
        reader.start();
        return line.substring(begin + LISTENS.length()).strip();
      }
    }
    throw new IOException("Firefox ended before it listened");
  }

  @Override
  public void open(URI address) {
    context = page;
    call(
        "browsingContext.navigate",
        Map.of("context", page, "url", address.toString(), "wait", "complete"));
  }

  @Override
  public void enterFrame(int index) {
    JsonNode tree = call("browsingContext.getTree", Map.of("root", page));
    context =
        tree.path("contexts").path(0).path("children").path(index).path("context").stringValue();
  }

  @Override
  public String text(String expression) {
    return run("String(" + expression + ")");
  }

  @Override
  public void await(String expression) {
    String outcome =
        run(
            "(async () => { const end = performance.now() + "
                + Patience.LIMIT.toMillis()
                + "; while (performance.now() < end) { if ("
                + expression
                + ") { return 'true'; } await new Promise(done => setTimeout(done, 20)); } return"
                + " 'false'; })()");
    if (!outcome.equals("true")) {
      throw new AssertionError(
          "not true: " + expression + "; the page shows " + text(Browser.WHAT_IS_SHOWN));
    }
  }

  private String run(String expression) {
    JsonNode result =
        call(
            "script.evaluate",
            Map.of(
                "expression",
                expression,
                "target",
                Map.of("context", context),
                "awaitPromise",
                true));
    if (!result.path("type").stringValue().equals("success")) {
      throw new IllegalStateException(expression + ": " + result);
    }
    return result.path("result").path("value").asString();
  }

  @Override
  public void screenshot(String name) throws IOException {
    Files.createDirectories(SCREENSHOTS);
    JsonNode picture = call("browsingContext.captureScreenshot", Map.of("context", page));
    Files.write(
        SCREENSHOTS.resolve(name + ".png"),
        Base64.getDecoder().decode(picture.path("data").stringValue()));
  }

  private JsonNode call(String method, Map<String, Object> parameters) {
    long id = lastId.incrementAndGet();
    CompletableFuture<JsonNode> answer = answers.expect(id);
    String command =
        JSON.writeValueAsString(Map.of("id", id, "method", method, "params", parameters));
    socket.sendText(command, true).join();
    JsonNode message =
        answer.orTimeout(2 * Patience.LIMIT.toMillis(), TimeUnit.MILLISECONDS).join();
    if (!message.path("type").stringValue().equals("success")) {
      throw new IllegalStateException(method + ": " + message);
    }
    return message.path("result");
  }

  @Override
  public void close() {
    try {
      call("browser.close", Map.of());
    } catch (IllegalStateException | CompletionException e) {
      // It is ended all the same.
    }
    socket.abort();
    end(process);
  }

  private static void end(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    // Its directory is deleted next.
    process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
  }

  /** What it answers, by the number of the command. */
  private static final class Answers implements WebSocket.Listener {

    private final Map<Long, CompletableFuture<JsonNode>> expected = new ConcurrentHashMap<>();
    private final StringBuilder message = new StringBuilder();

    CompletableFuture<JsonNode> expect(long id) {
      return expected.computeIfAbsent(id, unknown -> new CompletableFuture<>());
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      message.append(data);
      if (last) {
        JsonNode answer = JSON.readTree(message.toString());
        message.setLength(0);
        CompletableFuture<JsonNode> waiting = expected.remove(answer.path("id").asLong(-1));
        if (waiting != null) {
          waiting.complete(answer);
        }
      }
      socket.request(1);
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      expected.values().forEach(waiting -> waiting.completeExceptionally(error));
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
      onError(socket, new IOException("Firefox has closed the session: " + status));
      return CompletableFuture.completedFuture(null);
    }
  }
}
