package io.iocp.streaming.endtoend;

import io.iocp.testsupport.Capability;
import io.iocp.testsupport.Patience;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.openqa.selenium.MutableCapabilities;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.ScriptTimeoutException;
import org.openqa.selenium.remote.RemoteWebDriver;

/** The machine's WebKitGTK, on a display that nobody looks at. */
final class WebKit implements BrowserWindow {

  private static final Path[] MINI_BROWSER = {
    Path.of("/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser"),
    Path.of("/usr/lib/aarch64-linux-gnu/webkit2gtk-4.1/MiniBrowser")
  };

  private static final Path SCREENSHOTS = Path.of("target/screenshots");

  private final VirtualDisplay display;
  private final Process service;
  private final RemoteWebDriver driver;

  private WebKit(VirtualDisplay display, Process service, RemoteWebDriver driver) {
    this.display = display;
    this.service = service;
    this.driver = driver;
  }

  /**
   * @param home an empty directory for what it keeps
   */
  static WebKit open(Path home) throws IOException {
    Path webDriver = Capability.requireProgram("WebKitWebDriver");
    Path miniBrowser = Capability.requireProgram("MiniBrowser", MINI_BROWSER);
    VirtualDisplay display = VirtualDisplay.open("1280x1024");
    try {
      int port = freePort();
      Process service = start(webDriver, port, home, display);
      try {
        Patience.await().until(() -> listens(port));
        RemoteWebDriver driver =
            new RemoteWebDriver(URI.create("http://127.0.0.1:" + port).toURL(), uses(miniBrowser));
        driver.manage().timeouts().scriptTimeout(Patience.LIMIT);
        driver.manage().timeouts().pageLoadTimeout(Patience.LIMIT);
        return new WebKit(display, service, driver);
      } catch (IOException | RuntimeException | Error e) {
        end(service);
        throw e;
      }
    } catch (IOException | RuntimeException | Error e) {
      display.close();
      throw e;
    }
  }

  private static Process start(Path webDriver, int port, Path home, VirtualDisplay display)
      throws IOException {
    ProcessBuilder service =
        new ProcessBuilder(webDriver.toString(), "--host=127.0.0.1", "--port=" + port)
            .redirectErrorStream(true)
            .redirectOutput(home.resolve("log").toFile());
    Map<String, String> environment = service.environment();
    environment.put("DISPLAY", display.name());
    environment.put("HOME", home.toString());
    environment.put("XDG_RUNTIME_DIR", home.toString());
    environment.put("GDK_BACKEND", "x11");
    environment.put("NO_AT_BRIDGE", "1");
    // A container has no name spaces to give away, and no graphics.
    environment.put("WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS", "1");
    environment.put("WEBKIT_DISABLE_COMPOSITING_MODE", "1");
    environment.put("LIBGL_ALWAYS_SOFTWARE", "1");
    return service.start();
  }

  private static MutableCapabilities uses(Path miniBrowser) {
    MutableCapabilities capabilities = new MutableCapabilities();
    capabilities.setCapability("browserName", "MiniBrowser");
    capabilities.setCapability(
        "webkitgtk:browserOptions",
        Map.of("binary", miniBrowser.toString(), "args", List.of("--automation")));
    return capabilities;
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void open(URI page) {
    driver.get(page.toString());
  }

  @Override
  public void enterFrame(int index) {
    driver.switchTo().defaultContent();
    driver.switchTo().frame(index);
  }

  @Override
  public String text(String expression) {
    return String.valueOf(driver.executeScript("return " + expression));
  }

  @Override
  public void await(String expression) {
    try {
      driver.executeAsyncScript(
          "const done = arguments[0]; const look = () => ("
              + expression
              + ") ? done() : setTimeout(look, 20); look();");
    } catch (ScriptTimeoutException e) {
      throw new AssertionError(
          "not true: " + expression + "; the page shows " + text(Browser.WHAT_IS_SHOWN), e);
    }
  }

  @Override
  public void screenshot(String name) throws IOException {
    Files.createDirectories(SCREENSHOTS);
    Files.write(SCREENSHOTS.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
  }

  @Override
  public void close() {
    try {
      driver.quit();
    } finally {
      end(service);
      display.close();
    }
  }

  private static void end(Process service) {
    service.descendants().forEach(ProcessHandle::destroyForcibly);
    service.destroyForcibly();
  }
}
