package io.iocp.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ServletOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class JarDownloadTest {

  @TempDir private Path directory;

  private Path jar(String main) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, main);
    Path file = directory.resolve(main + ".jar");
    try (OutputStream out = Files.newOutputStream(file)) {
      new JarOutputStream(out, manifest).close();
    }
    return file;
  }

  private static MockHttpServletResponse ask(JarDownload download, String... header)
      throws Exception {
    MockHttpServletRequest request = new MockHttpServletRequest("GET", JarDownload.PATH);
    if (header.length > 0) {
      request.addHeader(header[0], header[1]);
    }
    MockHttpServletResponse response = new MockHttpServletResponse();
    download.handleRequest(request, response);
    return response;
  }

  @Test
  void onlyAJarThatStartsByItselfIsServed() throws Exception {
    Path runnable = jar("org.springframework.boot.loader.launch.JarLauncher");
    assertThat(JarDownload.runnable(runnable.toFile())).contains(runnable);
    assertThat(JarDownload.runnable(jar("io.iocp.streaming.Library").toFile())).isEmpty();
    assertThat(JarDownload.runnable(directory.toFile())).as("classes in a directory").isEmpty();
    assertThat(JarDownload.runnable(null)).isEmpty();
    Path text = Files.writeString(directory.resolve("text.jar"), "no jar");
    assertThat(JarDownload.runnable(text.toFile())).isEmpty();
  }

  @Test
  void itIsWholeAndMayBeKept() throws Exception {
    Path file = jar("org.springframework.boot.loader.launch.JarLauncher");
    JarDownload download = new JarDownload(file);
    MockHttpServletResponse whole = ask(download);
    assertThat(whole.getStatus()).isEqualTo(200);
    assertThat(whole.getContentAsByteArray()).isEqualTo(Files.readAllBytes(file));
    assertThat(whole.getContentType()).isEqualTo("application/java-archive");
    assertThat(whole.getHeader("Cache-Control")).isEqualTo("max-age=3600");

    String written = whole.getHeader("Last-Modified");
    assertThat(ask(download, "If-Modified-Since", written).getStatus()).isEqualTo(304);
    MockHttpServletResponse part = ask(download, "Range", "bytes=4-7");
    assertThat(part.getStatus()).isEqualTo(206);
    assertThat(part.getContentAsByteArray()).hasSize(4);
  }

  @Test
  void notMoreThanSoManyGetItAtOnce() throws Exception {
    JarDownload download =
        new JarDownload(jar("org.springframework.boot.loader.launch.JarLauncher"));
    assertThat(nested(download, JarDownload.MOST_AT_ONCE)).isEqualTo(503);
    assertThat(ask(download).getStatus()).as("their places are free again").isEqualTo(200);
  }

  /** Asks for it while so many others get it; answers the status. */
  private int nested(JarDownload download, int others) throws Exception {
    if (others == 0) {
      MockHttpServletResponse refused = ask(download);
      assertThat(refused.getHeader("Retry-After")).isEqualTo("30");
      return refused.getStatus();
    }
    int[] status = new int[1];
    download.handleRequest(
        new MockHttpServletRequest("GET", JarDownload.PATH),
        new MockHttpServletResponse() {
          @Override
          public ServletOutputStream getOutputStream() {
            if (status[0] == 0) {
              try {
                status[0] = nested(download, others - 1);
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            }
            return super.getOutputStream();
          }
        });
    return status[0];
  }
}
