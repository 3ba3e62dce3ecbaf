package io.iocp.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.ConfigurationPropertiesBindException;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class StreamingPropertiesTest {

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner().withUserConfiguration(Bound.class);

  @ParameterizedTest
  @CsvSource({
    "streaming.max-streams=0, streaming.max-streams must be positive: 0",
    "streaming.web-socket-url=http://a, streaming.web-socket-url must start with ws:// or wss://",
    "streaming.demo.width=0, streaming.demo: width must be 160 to 1920",
    "streaming.demo.stream=a/b, streaming.demo: streamName must match",
    "streaming.cache.max-chunks=-1, streaming.cache: cache limits must not be negative",
    "streaming.files.max-size=-1B, streaming.files: maximumFileBytes must not be negative",
    "streaming.rtmp.port=65536, streaming.rtmp.port must be 0 to 65535: 65536",
    "streaming.rtmps.port=-1, streaming.rtmps.port must be 0 to 65535: -1",
    "streaming.udp.desk.port=65536, streaming.udp.desk: port must be 0 to 65535: 65536",
    "streaming.udp.desk.timeout=1s, streaming.udp.desk: port must be 0 to 65535: null",
    "streaming.tcp.[a/b].port=1, 'streaming.tcp.a/b: stream name must only contain the characters'",
    "streaming.tcp.desk.port=-1, streaming.tcp.desk: port must be 0 to 65535: -1",
    "streaming.security.rules[0].who=all, streaming.security.rules",
    "streaming.security.tokens.cam.hashes[0]=abc, hashes of token cam must be sha256:",
    "streaming.sources.a.on-demand=true, streaming.sources.a: a source has either a command or a url",
    "streaming.sources.[a/b].url=ws://a, streaming.sources.a/b: stream name must only contain",
    "streaming.sources.a.url=ftp://host/a, streaming.sources.a: url must start with ws://",
    "streaming.viewer.queue=0B, streaming.viewer: lag policy must be positive",
  })
  void aValueOutOfRangeIsRefusedWhileBindingByThePropertysName(String property, String message) {
    runner
        .withPropertyValues(
            "streaming.files.directory=files", "streaming.security.mode=rules", property)
        .run(
            context ->
                assertThat(context.getStartupFailure())
                    .isInstanceOf(ConfigurationPropertiesBindException.class)
                    .hasStackTraceContaining(message));
  }

  @ParameterizedTest
  @CsvSource({
    "group=10.0.0.1, group is no multicast address",
    "address=239.1.1.1, address is a multicast group: set it as group",
    "source=10.0.0.1, source and network-interface need a group",
    "network-interface=eth0, source and network-interface need a group",
    "timeout=0s, timeout must be positive",
    "allowed-senders=10.0.0.1/8, bits are set beyond the prefix",
  })
  void whatDoesNotGoTogetherForAStreamByUdpIsRefused(String property, String message) {
    runner
        .withPropertyValues("streaming.udp.desk.port=5000", "streaming.udp.desk." + property)
        .run(
            context ->
                assertThat(context.getStartupFailure())
                    .hasStackTraceContaining("streaming.udp.desk: " + message));
  }

  @ParameterizedTest
  @ValueSource(strings = {"streaming.security.mode=open", "streaming.max-streams=1"})
  void rulesThatWouldNotCountAreRefused(String property) {
    runner
        .withPropertyValues(
            property,
            "streaming.security.rules[0].who=anonymous",
            "streaming.security.rules[0].may=watch",
            "streaming.security.rules[0].on=hall")
        .run(
            context ->
                assertThat(context.getStartupFailure())
                    .hasStackTraceContaining("require streaming.security.mode=rules"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ws://anna:s3cret word@host", "ftp://anna:s3cret-word@host"})
  void whatIsWrongWithAnAddressIsToldWithoutTheAddress(String url) {
    runner
        .withPropertyValues("streaming.sources.door.url=" + url)
        .run(
            context -> {
              StringWriter trace = new StringWriter();
              context.getStartupFailure().printStackTrace(new PrintWriter(trace));
              assertThat(trace.toString())
                  .contains("streaming.sources.door: url ")
                  .doesNotContain("s3cret");
            });
  }

  @EnableConfigurationProperties(StreamingProperties.class)
  static class Bound {}
}
