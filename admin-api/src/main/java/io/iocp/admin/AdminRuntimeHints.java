package io.iocp.admin;

import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/** What a native image must keep of administration's resources: its page and its examples. */
final class AdminRuntimeHints implements RuntimeHintsRegistrar {

  @Override
  public void registerHints(RuntimeHints hints, @Nullable ClassLoader loader) {
    hints.resources().registerPattern("META-INF/iocp-admin/*");
    hints.resources().registerPattern("META-INF/iocp-admin/assets/*");
    hints.resources().registerPattern("io/iocp/admin/openapi/examples.json");
  }
}
