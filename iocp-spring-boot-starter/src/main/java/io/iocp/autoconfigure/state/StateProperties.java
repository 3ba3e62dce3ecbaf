package io.iocp.autoconfigure.state;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * What is kept over a restart.
 *
 * @param directory Directory in which bans, lists of addresses and settings that are changed while
 *     the service runs and revocations are kept over a restart, for this server alone. Not kept if
 *     not set.
 */
@ConfigurationProperties("iocp.state")
record StateProperties(@Nullable Path directory) {}
