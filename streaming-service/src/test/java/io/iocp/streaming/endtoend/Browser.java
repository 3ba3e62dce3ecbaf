package io.iocp.streaming.endtoend;

import io.iocp.testsupport.Capability;
import io.iocp.testsupport.Patience;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.ScriptTimeoutException;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;

/** The machine's Chromium or Google Chrome, without a window. */
final class Browser implements BrowserWindow {

  /** What a page shows, for whoever wonders why a test failed. */
  static final String WHAT_IS_SHOWN =
      "JSON.stringify(window.iocpPlayer) + ' ' + document.body.innerText";

  private static final Path SCREENSHOTS = Path.of("target/screenshots");
  private static final Duration PATIENCE = Patience.LIMIT;

  /** Google Chrome, which serves as well, where it is on Linux, Windows and macOS. */
  private static final Path[] CHROME = {
    Path.of("/usr/bin/google-chrome"),
    Path.of("C:/Program Files/Google/Chrome/Application/chrome.exe"),
    Path.of("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
  };

  /** Runners of GitHub have a variable for the directory. */
  private static final Path[] CHROMEDRIVER = inDirectoryOf("CHROMEWEBDRIVER");

  private final ChromeDriver driver;

  private Browser(ChromeDriver driver) {
    this.driver = driver;
  }

  /**
   * @param more arguments of the command line
   */
  static Browser open(String... more) {
    Path chromium = Capability.requireProgram("chromium", CHROME);
    Path chromedriver = Capability.requireProgram("chromedriver", CHROMEDRIVER);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(chromium.toFile());
    options.addArguments(
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--mute-audio");
    options.addArguments(more);
    ChromeDriver driver =
        new ChromeDriver(
            new ChromeDriverService.Builder()
                .usingDriverExecutable(chromedriver.toFile())
                .usingAnyFreePort()
                .build(),
            options);
    driver.manage().timeouts().scriptTimeout(PATIENCE);
    driver.manage().timeouts().pageLoadTimeout(PATIENCE);
    Browser browser = new Browser(driver);
    browser.size(1200, 800);
    return browser;
  }

  private static Path[] inDirectoryOf(String variable) {
    String directory = System.getenv(variable);
    return directory == null
        ? new Path[0]
        : new Path[] {Path.of(directory, "chromedriver"), Path.of(directory, "chromedriver.exe")};
  }

  @Override
  public void open(URI page) {
    driver.get(page.toString());
  }

  /** Runs a script before those of every page that is opened from now on. */
  void beforeEachPage(String script) {
    driver.executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source", script));
  }

  /** The value of a JavaScript expression. */
  Object evaluate(String expression) {
    return driver.executeScript("return " + expression);
  }

  /** Runs a script. */
  void run(String script) {
    driver.executeScript(script);
  }

  double number(String expression) {
    return ((Number) evaluate("Number(" + expression + ")")).doubleValue();
  }

  @Override
  public String text(String expression) {
    return String.valueOf(evaluate(expression));
  }

  /** What a JavaScript expression, such as the call of an asynchronous function, comes to. */
  Object evaluateLater(String expression) {
    return driver.executeAsyncScript(
        "const done = arguments[0];"
            + "(async () => ("
            + expression
            + "))().then(done, e => done('failed: ' + e));");
  }

  @Override
  public void await(String expression) {
    try {
      driver.executeAsyncScript(
          "const done = arguments[0];"
              + "const look = () => ("
              + expression
              + ") ? done() : setTimeout(look, 20);"
              + "look();");
    } catch (ScriptTimeoutException e) {
      throw new AssertionError(
          "not true within "
              + PATIENCE
              + ": "
              + expression
              + "; the page shows "
              + text(WHAT_IS_SHOWN),
          e);
    }
  }

  @Override
  public void enterFrame(int index) {
    driver.switchTo().defaultContent();
    driver.switchTo().frame(index);
  }

  void click(String selector) {
    evaluate("document.querySelector('" + selector + "').click()");
  }

  /** Types into a field, after what is there. */
  void type(String selector, String text) {
    driver.findElement(By.cssSelector(selector)).sendKeys(text);
  }

  /** Presses keys wherever the focus is. */
  void press(CharSequence... keys) {
    // No element is named, since a page may draw the one with the focus anew meanwhile.
    new Actions(driver).sendKeys(keys).perform();
  }

  /** Sets a field's value as somebody who uses it would. */
  void enter(String selector, String value) {
    driver.executeScript(
        "const field = document.querySelector(arguments[0]);"
            + "field.value = arguments[1];"
            + "field.dispatchEvent(new Event('input', {bubbles: true}));"
            + "field.dispatchEvent(new Event('change', {bubbles: true}));",
        selector,
        value);
  }

  void size(int width, int height) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
  }

  void forgetCookies() {
    driver.manage().deleteAllCookies();
  }

  /** Has what is downloaded saved in a directory. */
  void downloadsTo(Path directory) {
    driver.executeCdpCommand(
        "Browser.setDownloadBehavior",
        Map.of("behavior", "allow", "downloadPath", directory.toString()));
  }

  @Override
  public void screenshot(String name) throws IOException {
    Files.createDirectories(SCREENSHOTS);
    Files.write(SCREENSHOTS.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
  }

  @Override
  public void close() {
    driver.quit();
  }
}
