package io.iocp;

/**
 * A setting that only a restart changes.
 *
 * @param property its name, as in the configuration
 * @param value what it is now
 */
public record RestartSetting(String property, String value) {}
