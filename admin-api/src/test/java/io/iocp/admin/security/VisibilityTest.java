package io.iocp.admin.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.httpBasic;

import io.iocp.admin.AdminContext;
import io.iocp.admin.problem.ProblemAutoConfiguration;
import io.iocp.admin.recordings.RecordingDirectory;
import io.iocp.admin.recordings.RecordingView;
import io.iocp.admin.recordings.RecordingsAutoConfiguration;
import io.iocp.admin.sources.SourceDirectory;
import io.iocp.admin.sources.SourceView;
import io.iocp.admin.sources.SourceView.SourceState;
import io.iocp.admin.sources.SourcesAutoConfiguration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.http.HttpStatus;
import org.springframework.test.web.servlet.request.RequestPostProcessor;

class VisibilityTest {

  private static final RequestPostProcessor VIEWER = httpBasic("anna", "reads");
  private static final RequestPostProcessor OPERATOR = httpBasic("otto", "changes");
  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

  private final SourceDirectory sources = mock(SourceDirectory.class);
  private final RecordingDirectory recordings = mock(RecordingDirectory.class);

  private final AdminContext unlimited =
      AdminContext.with(
              AdminSecurityAutoConfiguration.class,
              SecurityAutoConfiguration.class,
              ServletWebSecurityAutoConfiguration.class,
              ProblemAutoConfiguration.class,
              SourcesAutoConfiguration.class,
              RecordingsAutoConfiguration.class)
          .bean(SourceDirectory.class, sources)
          .bean(RecordingDirectory.class, recordings)
          .property("iocp.admin.users.anna.password=reads")
          .property("iocp.admin.users.otto.password=changes")
          .property("iocp.admin.users.otto.role=operator");

  private final AdminContext limited =
      unlimited.bean(VisibilityDirectory.class, (user, address) -> new Hall());

  @Test
  void viewersSeeWhatTheyMayKnowOfAndOperatorsEverything() {
    when(sources.sources()).thenReturn(List.of(source("hall"), source("secret")));
    limited.run(
        mvc -> {
          assertThat(mvc.get().uri("/api/v1/sources").with(VIEWER))
              .bodyText()
              .contains("hall")
              .doesNotContain("secret");
          assertThat(mvc.get().uri("/api/v1/sources").with(OPERATOR))
              .bodyText()
              .contains("hall", "secret");
        });
    unlimited.run(
        mvc ->
            assertThat(mvc.get().uri("/api/v1/sources").with(VIEWER))
                .bodyText()
                .contains("hall", "secret"));
  }

  @Test
  void whatMayNotBeKnownOfIsNotThere() {
    when(recordings.recordings(any(), any(), any()))
        .thenReturn(List.of(recording("hall"), recording("secret")));
    for (String name : List.of("hall", "lobby", "secret")) {
      when(recordings.recording(name + "~1")).thenReturn(Optional.of(recording(name)));
    }
    limited.run(
        mvc -> {
          assertThat(mvc.get().uri("/api/v1/recordings").with(VIEWER))
              .bodyText()
              .contains("hall~1", "\"total\":1")
              .doesNotContain("secret");
          assertThat(mvc.get().uri("/api/v1/recordings/hall~1").with(VIEWER)).hasStatusOk();
          for (String path : List.of("secret~1", "secret~1/media", "absent~1", "hall~1/media")) {
            assertThat(mvc.get().uri("/api/v1/recordings/" + path).with(VIEWER))
                .as("%s; listing is not watching", path)
                .hasStatus(HttpStatus.NOT_FOUND);
          }
          assertThat(mvc.get().uri("/api/v1/recordings/secret~1").with(OPERATOR)).hasStatusOk();
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/api/v1/logs", "/api/v1/jobs", "/api/v1/jobs/1", "/api/v1/access/revocations"})
  void whatIsAboutEverythingIsForThoseWhoMayKnowEverything(String path) {
    limited.run(
        mvc -> {
          assertThat(mvc.get().uri(path).with(VIEWER)).hasStatus(HttpStatus.FORBIDDEN);
          assertThat(mvc.head().uri(path).with(VIEWER)).hasStatus(HttpStatus.FORBIDDEN);
          assertThat(mvc.get().uri(path).with(OPERATOR)).hasStatus(HttpStatus.NOT_FOUND);
        });
    unlimited.run(
        mvc -> assertThat(mvc.get().uri(path).with(VIEWER)).hasStatus(HttpStatus.NOT_FOUND));
  }

  private static SourceView source(String name) {
    return new SourceView(name, "origin", false, SourceState.RUNNING, NOW, 0, 0, null, List.of());
  }

  private static RecordingView recording(String name) {
    return new RecordingView(name + "~1", name, NOW, NOW, 1, 1, "fmp4", "video/mp4", 16, 16, false);
  }

  /** Of somebody who may list the stream hall, and watch nothing. */
  private static final class Hall implements Visibility {

    @Override
    public boolean everything() {
      return false;
    }

    @Override
    public boolean lists(String stream) {
      return stream.equals("hall");
    }

    @Override
    public boolean watches(String stream) {
      return false;
    }

    @Override
    public boolean file(String name) {
      return false;
    }

    @Override
    public boolean client(long id) {
      return false;
    }
  }
}
