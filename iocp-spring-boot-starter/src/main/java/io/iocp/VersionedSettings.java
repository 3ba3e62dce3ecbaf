package io.iocp;

/**
 * What applies now.
 *
 * @param settings the settings
 * @param version grows by one with each change that is seen; goes with the settings wherever they
 *     are changed later
 */
public record VersionedSettings(IocpSettings settings, long version) {}
