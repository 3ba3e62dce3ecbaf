package io.iocp.streaming.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.testsupport.Capability;
import io.iocp.testsupport.ProgramOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

/** What systemd and WinSW start the service with is right as far as it can be seen without them. */
class DeploymentFilesTest {

  private static final Path DEPLOY = Path.of("src", "main", "deploy");
  private static final Path UNIT = DEPLOY.resolve("systemd/iocp-streaming.service");
  private static final Path WINSW = DEPLOY.resolve("windows/iocp-streaming.xml");
  private static final Path SCRIPT = DEPLOY.resolve("windows/install-service.ps1");

  /** Tenths. */
  private static final int EXPOSURE_AT_MOST = 20;

  @Test
  void theSettingsOfANewInstallationAreSettings() throws IOException {
    String yaml = Files.readString(DEPLOY.resolve("application.yaml"));
    assertThat(Settings.ofThisVersion().refused(Settings.yaml(yaml))).isEmpty();
  }

  @Test
  void systemdExposesTheServiceToLittle() throws Exception {
    Capability.requireProgram("systemd-analyze");
    // Fails above the threshold.
    ProgramOutput.of(
        "systemd-analyze",
        "security",
        "--offline=true",
        "--no-pager",
        "--threshold=" + EXPOSURE_AT_MOST,
        UNIT.toString());
  }

  @Test
  void bothGiveTheServiceLongerToStopThanItTakes() throws Exception {
    int seconds = drainAndGrace();
    Matcher unit = Pattern.compile("TimeoutStopSec=(\\d+)").matcher(Files.readString(UNIT));

    assertThat(unit.find()).isTrue();
    assertThat(Integer.parseInt(unit.group(1))).isGreaterThan(seconds);
    assertThat(Integer.parseInt(text("stoptimeout").replace(" sec", ""))).isGreaterThan(seconds);
  }

  @Test
  void theScriptForWindowsInstallsWhatItsConfigurationNames() throws Exception {
    String script = Files.readString(SCRIPT);
    assertThat(script)
        .contains("$name = '" + text("id") + "'")
        .contains("'IOCP Streaming'")
        .contains("'streaming-service.jar'");
    assertThat(text("arguments")).contains("streaming-service.jar");
    assertThat(script.chars().filter(letter -> letter > 127).count()).isZero();
  }

  private static String text(String element) throws Exception {
    Element service =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(WINSW.toFile())
            .getDocumentElement();
    return service.getElementsByTagName(element).item(0).getTextContent();
  }

  /** As the settings' defaults have it. */
  private static int drainAndGrace() throws IOException {
    String settings = Files.readString(Path.of("src", "docs", "reference", "settings.md"));
    int seconds = 0;
    for (String name : List.of("drain-time", "shutdown-grace")) {
      Matcher row = Pattern.compile("\\| `iocp\\." + name + "` \\| `(\\d+)s` ").matcher(settings);
      assertThat(row.find()).as(name).isTrue();
      seconds += Integer.parseInt(row.group(1));
    }
    return seconds;
  }
}
