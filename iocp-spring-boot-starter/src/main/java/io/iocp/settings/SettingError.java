package io.iocp.settings;

/**
 * Why a setting cannot be what was asked for.
 *
 * @param property name of the setting, as in the configuration
 * @param value what was asked for
 * @param bounds what it must be, such as {@code 1 to 1024}
 */
public record SettingError(String property, String value, String bounds) {

  /** One sentence for people. */
  public String message() {
    return property + " must be " + bounds + ": " + property + "=" + value;
  }
}
