package io.iocp.streaming;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.iocp.streaming.access.AccessAdministration;
import io.iocp.streaming.access.AccessControl;
import io.iocp.streaming.access.AccessCounter;
import io.iocp.streaming.access.AccessMode;
import io.iocp.streaming.access.Action;
import io.iocp.streaming.access.RunningSessions;
import io.iocp.streaming.access.StaticTokens;
import io.iocp.streaming.access.Traffic;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.Mockito;

class AccessFileTest {

  private static final String GOOD =
      """
      # Comments may stand here.
      tokens:
        cam: {hashes: ["sha256:%s"]}
      rules:
        - {who: "token:cam", may: [publish], names: ["cam-*"]}
        - who: anonymous
          may: [watch, list]
          names: ["*"]
          limits: {max-viewers: 5, max-duration: 2h}
      """
          .formatted("ab".repeat(32));

  @TempDir private Path directory;

  private Instant now = Instant.EPOCH;

  @Test
  void itHasTheFormOfTheSettings() {
    AccessFile.Content content = AccessFile.parse(GOOD.getBytes(UTF_8));

    assertThat(content.toTokens().names()).containsExactly("cam");
    assertThat(content.toRules()).hasSize(2);
    assertThat(content.toRules().get(1).may()).containsExactlyInAnyOrder(Action.WATCH, Action.LIST);
    assertThat(content.toRules().get(1).limits().maxViewers()).isEqualTo(5);
    assertThat(content.toRules().get(1).limits().maxDuration()).isEqualTo(Duration.ofHours(2));
  }

  @Test
  void anEmptyFileLetsNobody() {
    assertThat(AccessFile.parse(new byte[0]).toRules()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rules: [",
        "rules: everybody",
        "rules: [{who: anonymous, may: [fly], names: ['*']}]",
        "rules: [{who: anonymous, may: [watch]}]",
        "rules: [{who: anonymous, may: [watch], names: ['*'], until: noon}]",
        "rulez: [{who: anonymous, may: [watch], names: ['*']}]",
        "tokens: {cam: {hashes: [my-secret]}}",
        "rules: [{who: nobody, may: [watch], names: ['*']}]"
      })
  void whatIsWrongIsRefusedWithoutShowingSecrets(String yaml) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AccessFile.parse(yaml.getBytes(UTF_8)))
        .withMessageNotContaining("my-secret");
  }

  @Test
  void aChangeIsAppliedAndWhatIsWrongIsNot() throws Exception {
    Path file = directory.resolve("access.yaml");
    Files.writeString(file, GOOD);
    AccessControl control =
        AccessControl.create(
            AccessMode.RULES, List.of(), new StaticTokens(Map.of()), null, null, null, null);
    AccessAdministration access =
        new AccessAdministration(
            control, new RunningSessions(control, () -> now, () -> 0, Mockito.mock(Traffic.class)));
    AccessFileWatch watch = new AccessFileWatch(file, new byte[0], access, () -> now);

    watch.tick();
    watch.tick();
    assertThat(access.rules()).hasSize(2);
    assertThat(control.counters().count(AccessCounter.CHANGED)).isEqualTo(1);

    now = Instant.EPOCH.plusSeconds(1);
    Files.writeString(file, "rules: [{who: anonymous}]");
    watch.tick();
    watch.tick();
    assertThat(access.rules()).hasSize(2);
    assertThat(watch.view().problem()).isNotNull();
    assertThat(watch.view().appliedAt()).isEqualTo(Instant.EPOCH);
    assertThat(control.counters().count(AccessCounter.CHANGE_REJECTED)).isEqualTo(1);

    Files.delete(file);
    watch.tick();
    watch.tick();
    assertThat(watch.view().problem()).contains("cannot be read");
    assertThat(access.rules()).hasSize(2);

    Files.writeString(file, "rules: []");
    watch.tick();
    assertThat(access.rules()).isEmpty();
    assertThat(watch.view().problem()).isNull();
  }
}
