package io.iocp.settings;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** All settings, in order of their properties. */
final class Catalogue {

  static final List<Setting<?>> ALL =
      Stream.of(LiveSettings.ALL, RestartSettings.ALL)
          .flatMap(List::stream)
          .sorted(Comparator.comparing(Setting::property))
          .toList();

  private Catalogue() {}
}
