package io.iocp.completion.windows.winsock;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BacklogTest {

  /** Windows cuts a plain number at 200. */
  @Test
  void theBacklogIsPassedAsAHint() {
    assertThat(Sockets.backlogHint(1)).isEqualTo(-1);
    assertThat(Sockets.backlogHint(4096)).isEqualTo(-4096);
  }

  @Test
  void noHintIsLargerThanWindowsTakes() {
    assertThat(Sockets.backlogHint(Integer.MAX_VALUE)).isEqualTo(-65_535);
  }
}
