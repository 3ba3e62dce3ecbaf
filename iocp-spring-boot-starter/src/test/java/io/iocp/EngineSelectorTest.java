package io.iocp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.iocp.EngineSelector.SelectedEngine;
import io.iocp.completion.Availability;
import io.iocp.completion.PortProvider;
import io.iocp.completion.windows.WindowsPortProvider;
import java.util.List;
import org.junit.jupiter.api.Test;

class EngineSelectorTest {

  private final PortProvider best = engine("best", Availability.no("no such kernel"));
  private final PortProvider good = engine("good", Availability.yes("runs here"));
  private final PortProvider plain = engine("plain", Availability.yes("runs everywhere"));

  private static PortProvider engine(String name, Availability availability) {
    PortProvider provider = mock(PortProvider.class);
    when(provider.name()).thenReturn(name);
    when(provider.availability()).thenReturn(availability);
    return provider;
  }

  private static EngineSelector selector(PortProvider... automatic) {
    return new EngineSelector(List.of(automatic));
  }

  @Test
  void autoTakesTheFirstThatCanRunAndSaysWhyNotTheOthers() {
    SelectedEngine engine = selector(best, good, plain).select("auto");
    assertThat(engine.provider()).isSameAs(good);
    assertThat(engine.reason()).isEqualTo("runs here; skipped best: no such kernel");
  }

  @Test
  void anEngineCanBeAskedFor() {
    SelectedEngine engine = selector(best, good, plain).select("plain");
    assertThat(engine.provider()).isSameAs(plain);
    assertThat(engine.reason()).contains("configured", "runs everywhere");
  }

  @Test
  void oneThatCannotRunIsNotReplacedSilently() {
    assertThatExceptionOfType(EngineUnavailableException.class)
        .isThrownBy(() -> selector(best, good).select("best"))
        .withMessageContainingAll("best", "no such kernel");
  }

  @Test
  void anUnknownNameIsAnsweredWithTheKnownOnes() {
    assertThatExceptionOfType(EngineUnavailableException.class)
        .isThrownBy(() -> selector(best, good).select("turbo"))
        .withMessageContainingAll("turbo", "auto", "best", "good");
  }

  @Test
  void withoutAnyEngineTheReasonsAreTold() {
    assertThatExceptionOfType(EngineUnavailableException.class)
        .isThrownBy(() -> selector(best).select("auto"))
        .withMessageContaining("best: no such kernel");
  }

  @Test
  void theSystemsOwnEnginesComeFirst() {
    EngineSelector selector = new EngineSelector(WindowsPortProvider.Options.DEFAULTS);
    assertThatExceptionOfType(EngineUnavailableException.class)
        .isThrownBy(() -> selector.select("turbo"))
        .withMessageContaining("windows, uring, nio");
  }

  @Test
  void thePortableEngineIsAlwaysThere() {
    EngineSelector selector = new EngineSelector(WindowsPortProvider.Options.DEFAULTS);
    assertThat(selector.select("nio").provider().name()).isEqualTo("nio");
    assertThat(selector.select("auto").provider().availability().available()).isTrue();
  }
}
