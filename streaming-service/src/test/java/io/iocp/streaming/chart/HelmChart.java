package io.iocp.streaming.chart;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import io.iocp.testsupport.Capability;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;

/** The chart in {@code helm/}. Helm comes as a native library, which not every platform has. */
final class HelmChart {

  static final String RELEASE = "live";

  /** Without it the library claims to be a Kubernetes far older than the chart supports. */
  private static final String KUBERNETES_VERSION = "1.34.0";

  private final Helm helm;

  private HelmChart(Helm helm) {
    this.helm = helm;
  }

  /** Skips the calling test where Helm's library cannot be loaded. */
  static HelmChart load() {
    Helm helm = new Helm(Path.of("..", "helm"));
    try {
      helm.lint();
    } catch (RuntimeException | LinkageError e) {
      Capability.require("helm", false, e.toString());
    }
    return new HelmChart(helm);
  }

  LintResult lint() {
    return helm.lint().strict().call();
  }

  /**
   * Renders all manifests.
   *
   * @param values YAML that is laid over the chart's own values
   * @throws IllegalStateException with Helm's message if the chart refuses the values
   */
  Manifests render(String values) {
    return Manifests.parse(
        withFile(
            values,
            file ->
                helm.template()
                    .withName(RELEASE)
                    .withKubeVersion(KUBERNETES_VERSION)
                    .withValuesFile(file)
                    .call()));
  }

  /** What Helm prints after an installation with these values. */
  String notes(String values) {
    return withFile(
        values,
        file ->
            helm.install()
                .withName(RELEASE)
                .withKubeVersion(KUBERNETES_VERSION)
                .withValuesFile(file)
                .clientOnly()
                .dryRun()
                .call()
                .getOutput());
  }

  private static String withFile(String values, Function<Path, String> command) {
    try {
      Path file = Files.createTempFile("values", ".yaml");
      try {
        return command.apply(Files.writeString(file, values));
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
