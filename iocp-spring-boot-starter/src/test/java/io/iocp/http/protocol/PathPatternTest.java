package io.iocp.http.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class PathPatternTest {

  @Test
  void aLiteralPathMatchesItselfOnly() {
    PathPattern pattern = new PathPattern("/echo/v1");
    assertThat(pattern.match("/echo/v1")).isEmpty();
    assertThat(pattern.match("/echo/v2")).isNull();
    assertThat(pattern.match("/echo")).isNull();
    assertThat(pattern.match("/echo/v1/")).isNull();
    assertThat(pattern.match("/Echo/v1")).isNull();
    assertThat(pattern).hasToString("/echo/v1");
  }

  @Test
  void theRootMatchesTheRoot() {
    assertThat(new PathPattern("/").match("/")).isEmpty();
    assertThat(new PathPattern("/").match("/x")).isNull();
  }

  @Test
  void aStarMatchesOneSegmentThatIsNotEmpty() {
    PathPattern pattern = new PathPattern("/watch/*");
    assertThat(pattern.match("/watch/cam")).isEmpty();
    assertThat(pattern.match("/watch/")).isNull();
    assertThat(pattern.match("/watch/a/b")).isNull();
  }

  @Test
  void aNamedSegmentIsRemembered() {
    PathPattern pattern = new PathPattern("/{room}/watch/{stream}");
    assertThat(pattern.match("/blue/watch/cam 1"))
        .containsEntry("room", "blue")
        .containsEntry("stream", "cam 1");
    assertThat(pattern.match("//watch/cam")).isNull();
  }

  @Test
  void aPathStartsWithASlash() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PathPattern("watch"))
        .withMessageContaining("watch");
  }
}
