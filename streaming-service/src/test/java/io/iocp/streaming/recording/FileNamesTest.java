package io.iocp.streaming.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileNamesTest {

  @Test
  void aPathHasTheStreamTheStartInUtcAndTheNumberOfTheSegment() {
    assertThat(
            new FileNames(FileNames.DEFAULT)
                .path("door", Instant.parse("2026-01-31T23:59:58.007Z"), 12))
        .isEqualTo("door/2026-01-31/23-59-58.007-00012");
  }

  @ParameterizedTest
  @CsvSource({
    "'{stream}-{time}', must contain {segment}",
    "'{stream}-{segment}', must contain {time}",
    "'{time}-{segment}', must contain {stream}",
    "'/{stream}/{time}-{segment}', must be relative",
    "'../{stream}/{time}-{segment}', start with a dot",
    "'{stream}//{time}-{segment}', may be empty",
    "'{stream}/{hour}-{time}-{segment}', must consist of",
    "'{stream}\\{time}-{segment}', must consist of",
  })
  void aPatternIsRefusedThatMayNameTwoFilesAlikeOrLeadsOut(String pattern, String why) {
    assertThatThrownBy(() -> new FileNames(pattern)).hasMessageContaining(why);
  }
}
