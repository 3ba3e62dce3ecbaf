package io.iocp.settings;

import java.util.List;

/** What became of a change of settings. */
public sealed interface SettingsOutcome {

  /**
   * All of it applies.
   *
   * @param now what applies now
   */
  record Applied(SettingsSnapshot now) implements SettingsOutcome {}

  /**
   * Nothing of it applies.
   *
   * @param errors one for each setting that cannot be what was asked for
   */
  record Invalid(List<SettingError> errors) implements SettingsOutcome {

    public Invalid {
      errors = List.copyOf(errors);
    }
  }

  /**
   * Nothing of it applies: somebody else has changed the settings meanwhile.
   *
   * @param now what applies now
   */
  record Stale(SettingsSnapshot now) implements SettingsOutcome {}
}
