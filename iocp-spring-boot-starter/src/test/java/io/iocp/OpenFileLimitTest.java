package io.iocp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenFileLimitTest {

  @ParameterizedTest
  @CsvSource({
    "1024, 768",
    "4096, 3072",
    "20000, 18976",
    "1048576, 1047552",
    "9223372036854775807, 2147483647",
    "0, 2147483647",
    "-1, 2147483647"
  })
  void someDescriptorsAreKeptFromConnections(long limit, int connections) {
    assertThat(OpenFileLimit.mostConnections(limit)).isEqualTo(connections);
  }
}
