package io.iocp.streaming;

import io.iocp.streaming.ingest.AllowedSenders;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * A stream that comes by TCP connections of its own.
 *
 * @param port port to listen on; 0 for any free one
 * @param address address to listen on
 * @param allowedSenders addresses and ranges from which the stream may come; any if not set
 */
record TcpInput(
    @Nullable Integer port,
    @DefaultValue("127.0.0.1") InetAddress address,
    @DefaultValue List<String> allowedSenders) {

  void check(String name) {
    InputChecks.stream(name);
    InputChecks.port(port);
    toAllowedSenders();
  }

  AllowedSenders toAllowedSenders() {
    return AllowedSenders.parse(allowedSenders);
  }
}
