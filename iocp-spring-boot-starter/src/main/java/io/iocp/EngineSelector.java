package io.iocp;

import io.iocp.completion.Availability;
import io.iocp.completion.PortProvider;
import io.iocp.completion.nio.NioPortProvider;
import io.iocp.completion.uring.UringPortProvider;
import io.iocp.completion.windows.WindowsPortProvider;
import java.util.ArrayList;
import java.util.List;

/** Chooses the engine: the best one that can run here, or the one that was asked for. */
final class EngineSelector {

  static final String AUTO = "auto";

  private final List<PortProvider> providers;

  /** All engines, best first; the last one runs everywhere. */
  EngineSelector(WindowsPortProvider.Options windows) {
    this(List.of(new WindowsPortProvider(windows), new UringPortProvider(), new NioPortProvider()));
  }

  /**
   * @param providers what {@code auto} chooses from, best first
   */
  EngineSelector(List<PortProvider> providers) {
    this.providers = List.copyOf(providers);
  }

  /**
   * The engine and why.
   *
   * @param name {@code auto} or an engine's name
   * @throws EngineUnavailableException when there is no engine of this name, or it cannot run here
   */
  SelectedEngine select(String name) {
    return name.equals(AUTO) ? best() : named(name);
  }

  private SelectedEngine best() {
    List<String> passedOver = new ArrayList<>();
    for (PortProvider provider : providers) {
      Availability availability = provider.availability();
      if (availability.available()) {
        return new SelectedEngine(provider, reason(availability, passedOver));
      }
      passedOver.add(provider.name() + ": " + availability.reason());
    }
    throw new EngineUnavailableException(
        "no engine is available: " + String.join("; ", passedOver));
  }

  private SelectedEngine named(String name) {
    for (PortProvider provider : providers) {
      if (provider.name().equals(name)) {
        Availability availability = provider.availability();
        if (!availability.available()) {
          throw new EngineUnavailableException(
              "engine " + name + " is not available: " + availability.reason());
        }
        return new SelectedEngine(provider, "configured; " + availability.reason());
      }
    }
    throw new EngineUnavailableException(
        "unknown engine: "
            + name
            + ", one of auto, "
            + String.join(", ", providers.stream().map(PortProvider::name).toList()));
  }

  private static String reason(Availability availability, List<String> passedOver) {
    return passedOver.isEmpty()
        ? availability.reason()
        : availability.reason() + "; skipped " + String.join("; ", passedOver);
  }

  /**
   * The choice.
   *
   * @param provider the engine
   * @param reason one sentence for the log
   */
  record SelectedEngine(PortProvider provider, String reason) {}
}
