package io.iocp.streaming;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.resource.ResourceHttpRequestHandler;

/**
 * Serves the jar that this service runs from, whose commands publish and exchange files. Browsers
 * may keep it; who has it already, or a part of it, gets no more than is missing. So many at once
 * get it as {@link #MOST_AT_ONCE} says, and others are told to come back: each takes a thread of
 * the web server for as long as its link needs.
 */
final class JarDownload extends ResourceHttpRequestHandler {

  static final String PATH = "/streaming-service.jar";
  static final int MOST_AT_ONCE = 8;
  private static final Duration CACHED = Duration.ofHours(1);
  private static final String RETRY_AFTER_SECONDS = "30";
  private static final String BOOT_LAUNCHER = "org.springframework.boot.loader.";

  private final Resource jar;
  private final Semaphore places = new Semaphore(MOST_AT_ONCE);

  JarDownload(Path jar) throws Exception {
    this.jar = new FileSystemResource(jar);
    setCacheControl(CacheControl.maxAge(CACHED));
    setMediaTypes(Map.of("jar", MediaType.valueOf("application/java-archive")));
    // It wants one, though this jar is all that is ever asked for.
    setLocations(List.of(new FileSystemResource(jar.toAbsolutePath().getParent() + "/")));
    afterPropertiesSet();
  }

  /**
   * The jar, if that is what the service runs from: one that starts by itself.
   *
   * @param source where its classes come from; null if nobody knows
   */
  static Optional<Path> runnable(@Nullable File source) {
    if (source == null || !source.isFile()) {
      return Optional.empty();
    }
    try (JarFile jar = new JarFile(source)) {
      String main =
          jar.getManifest() == null
              ? null
              : jar.getManifest().getMainAttributes().getValue("Main-Class");
      return main != null && main.startsWith(BOOT_LAUNCHER)
          ? Optional.of(source.toPath())
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  @Override
  protected Resource getResource(HttpServletRequest request) {
    return jar;
  }

  @Override
  public void handleRequest(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    if (!places.tryAcquire()) {
      response.setHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
      response.sendError(HttpStatus.SERVICE_UNAVAILABLE.value());
      return;
    }
    try {
      super.handleRequest(request, response);
    } finally {
      places.release();
    }
  }
}
