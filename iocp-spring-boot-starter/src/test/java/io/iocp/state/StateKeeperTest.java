package io.iocp.state;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.iocp.access.AccessLimits;
import io.iocp.access.AccessLists;
import io.iocp.access.AccessPolicy;
import io.iocp.access.AccessRefusal;
import io.iocp.access.AddressRange;
import io.iocp.access.Ban;
import io.iocp.access.TrustedProxies;
import io.iocp.statistics.Counters;
import io.iocp.testsupport.Patience;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateKeeperTest {

  private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");

  @TempDir private Path directory;
  private Instant now = NOON;

  @Test
  void bansComeBackWithTheirReasonsAndTimes() throws Exception {
    AccessPolicy before = policy();
    before.ban(AddressRange.parse("192.0.2.7"), "tab\there, line\nbreak, C:\\path, ünïcode", null);
    before.ban(AddressRange.parse("2001:db8::/32"), "", Duration.ofHours(1));
    before.ban(AddressRange.parse("198.51.100.0/24"), "soon over", Duration.ofMinutes(1));
    List<Ban> all = before.bans(null, 10);
    StateKeeper.open(directory, List.of(new BansState(before))).close();

    now = NOON.plus(Duration.ofMinutes(2));
    AccessPolicy after = policy();
    try (StateKeeper keeper = StateKeeper.open(directory, List.of(new BansState(after)))) {
      assertThat(keeper.isKeeping()).isTrue();
    }
    assertThat(after.bans(null, 10))
        .containsExactlyElementsOf(
            all.stream().filter(ban -> !ban.reason().equals("soon over")).toList());
    now = NOON.plus(Duration.ofHours(1));
    assertThat(after.bans(null, 10)).hasSize(1);
  }

  @Test
  void listsThatWereChangedComeBackAsLongAsTheConfigurationIsTheSame() throws Exception {
    AccessLists configured = lists("192.0.2.0/24", "192.0.2.7");
    AccessPolicy before = policy(configured);
    ListsState unchanged = new ListsState(before);
    StateKeeper.open(directory, List.of(unchanged)).close();
    assertThat(text("address-lists")).isEqualTo("iocp-state address-lists 1\nend 0\n");
    try (StateKeeper keeper = StateKeeper.open(directory, List.of(new ListsState(before)))) {
      before.lists(lists("2001:db8::/32", "2001:db8::/64"));
      assertThat(keeper.isKeeping()).isTrue();
    }

    AccessPolicy after = policy(configured);
    StateKeeper.open(directory, List.of(new ListsState(after))).close();
    assertThat(after.lists()).isEqualTo(before.lists());
    assertThat(after.look(InetAddress.getByName("2001:db8::1"))).isEqualTo(AccessRefusal.DENIED);

    AccessPolicy edited = policy(lists("192.0.2.0/24", "192.0.2.8"));
    StateKeeper.open(directory, List.of(new ListsState(edited))).close();
    assertThat(edited.lists()).isEqualTo(lists("192.0.2.0/24", "192.0.2.8"));
  }

  @Test
  void listsThatWereEmptiedAreEmptyAgain() throws Exception {
    AccessLists configured = lists("192.0.2.0/24", "192.0.2.7");
    AccessPolicy before = policy(configured);
    try (StateKeeper keeper = StateKeeper.open(directory, List.of(new ListsState(before)))) {
      before.lists(AccessLists.OPEN);
      assertThat(keeper.isKeeping()).isTrue();
    }
    AccessPolicy after = policy(configured);
    StateKeeper.open(directory, List.of(new ListsState(after))).close();
    assertThat(after.lists()).isEqualTo(AccessLists.OPEN);
  }

  private static AccessLists lists(String allow, String deny) {
    return new AccessLists(List.of(AddressRange.parse(allow)), List.of(AddressRange.parse(deny)));
  }

  @Test
  void whatChangesIsWrittenWithoutWaitingForTheEnd() throws Exception {
    Lines lines = new Lines();
    try (StateKeeper keeper = StateKeeper.open(directory, List.of(lines))) {
      lines.set("one", "two");
      Patience.await().until(() -> text("lines").equals("iocp-state lines 1\none\ntwo\nend 2\n"));
      assertThat(keeper.count(StateCounter.WRITTEN)).isPositive();
    }
  }

  @Test
  void whatHasNotChangedIsNotWritten() throws Exception {
    StateKeeper.open(directory, List.of(new Lines("one"))).close();
    StateKeeper keeper = StateKeeper.open(directory, List.of(new Lines()));
    keeper.close();
    assertThat(keeper.count(StateCounter.WRITTEN)).isZero();
  }

  @Test
  void aFileThatIsCutOffIsPutAsideAndNotWrittenOver() throws Exception {
    String broken = "iocp-state lines 1\none\ntw";
    assertIsPutAside(broken);
    assertIsPutAside("");
    assertIsPutAside("iocp-state lines 2\none\nend 1\n");
    assertIsPutAside("iocp-state others 1\none\nend 1\n");
    assertIsPutAside("iocp-state lines 1\nwrong\nend 1\n");
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.filter(file -> file.toString().contains("broken"))).hasSize(5);
    }
  }

  private void assertIsPutAside(String content) throws IOException {
    Files.writeString(directory.resolve("lines"), content);
    Lines lines = new Lines();
    try (StateKeeper keeper = StateKeeper.open(directory, List.of(lines))) {
      assertThat(keeper.count(StateCounter.BROKEN)).isEqualTo(1);
      assertThat(lines.save()).isEmpty();
      lines.set("new");
    }
    assertThat(text("lines")).isEqualTo("iocp-state lines 1\nnew\nend 1\n");
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.filter(file -> file.toString().contains("broken")))
          .anySatisfy(file -> assertThat(file).hasContent(content));
    }
  }

  @Test
  void whatAWriteHasLeftWhenTheMachineFailedDoesNotCount() throws Exception {
    StateKeeper.open(directory, List.of(new Lines("one"))).close();
    Files.writeString(directory.resolve("lines.tmp"), "iocp-state lines 1\nhal");
    Lines lines = new Lines();
    StateKeeper.open(directory, List.of(lines)).close();
    assertThat(lines.save()).containsExactly("one");
  }

  @Test
  void aWriteThatFailsIsToldAndTriedAgain() throws Exception {
    Lines lines = new Lines("one");
    Counters<StateCounter> counters = new Counters<>(StateCounter.class);
    Kept kept = new Kept(directory, lines, counters);
    Path inTheWay = Files.createDirectory(directory.resolve("lines.tmp"));
    kept.look(2);
    assertThat(kept.isKeeping()).isFalse();
    Files.delete(inTheWay);
    kept.look(2);
    kept.look(2);
    assertThat(kept.isKeeping()).isFalse();
    kept.look(2);
    assertThat(kept.isKeeping()).isTrue();
    assertThat(counters.count(StateCounter.WRITE_FAILED)).isEqualTo(1);
    assertThat(text("lines")).contains("one");
  }

  @Test
  void aDirectoryIsForOneServerAlone() throws Exception {
    StateKeeper first = StateKeeper.open(directory, List.of());
    assertThatThrownBy(() -> StateKeeper.open(directory, List.of()))
        .isInstanceOf(IOException.class)
        .hasMessage("another server uses it");
    first.close();
    StateKeeper.open(directory, List.of()).close();
  }

  private String text(String name) {
    try {
      return Files.readString(directory.resolve(name), UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  private AccessPolicy policy() {
    return policy(AccessLists.OPEN);
  }

  private AccessPolicy policy(AccessLists lists) {
    return new AccessPolicy(
        new AccessLimits(10, 0, 0, 1), lists, TrustedProxies.NONE, () -> 0, () -> now);
  }

  /** Lines of which one must not be "wrong". */
  private static final class Lines implements StatePart {

    // Replaced as a whole: the keeper's thread reads it.
    private volatile List<String> lines;

    Lines(String... lines) {
      this.lines = List.of(lines);
    }

    void set(String... others) {
      lines = List.of(others);
    }

    @Override
    public String name() {
      return "lines";
    }

    @Override
    public Object version() {
      return lines;
    }

    @Override
    public List<String> save() {
      return lines;
    }

    @Override
    public void restore(List<String> restored) {
      if (restored.contains("wrong")) {
        throw new IllegalArgumentException("a line is wrong");
      }
      lines = List.copyOf(restored);
    }
  }
}
