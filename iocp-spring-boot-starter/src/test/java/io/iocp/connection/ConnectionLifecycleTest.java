package io.iocp.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.completion.CloseMode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each state and each event. */
class ConnectionLifecycleTest {

  // State: opened, peerFinished, close, everythingSent, end in order, end by reset, closeCompleted,
  // reopening.
  private static final String TABLE =
      """
      OPENING OPEN OPENING_PEER_FINISHED FLUSHING - CLOSED ABORTED - -
      OPENING_PEER_FINISHED OPEN_PEER_FINISHED - FLUSHING_PEER_FINISHED - CLOSED ABORTED - -
      OPEN - OPEN_PEER_FINISHED FLUSHING - CLOSED ABORTED - OPENING
      OPEN_PEER_FINISHED - - FLUSHING_PEER_FINISHED - CLOSED ABORTED - OPENING_PEER_FINISHED
      FLUSHING - FLUSHING_PEER_FINISHED - FIN_SENT CLOSED ABORTED - -
      FLUSHING_PEER_FINISHED - - - CLOSED CLOSED ABORTED - -
      FIN_SENT - CLOSED - - CLOSED ABORTED - -
      CLOSED - - - - - - CLOSE_COMPLETE -
      ABORTED - - - - - - ABORT_COMPLETE -
      CLOSE_COMPLETE - - - - - - - -
      ABORT_COMPLETE - - - - - - - -
      """;

  @Test
  void eachEventLeadsWhereTheTableSays() {
    List<String> rows = new ArrayList<>();
    for (ConnectionLifecycle state : ConnectionLifecycle.values()) {
      List<String> row = new ArrayList<>(List.of(state.name()));
      for (ConnectionLifecycle next :
          List.of(
              state.opened(),
              state.peerFinished(),
              state.close(),
              state.everythingSent(),
              state.end(CloseMode.ORDERLY),
              state.end(CloseMode.ABORTIVE),
              state.closeCompleted(),
              state.reopening())) {
        row.add(next == state ? "-" : next.name());
      }
      rows.add(String.join(" ", row));
    }
    assertThat(rows).containsExactlyElementsOf(TABLE.lines().toList());
  }

  @Test
  void nothingFollowsAFinOrTheEnd() {
    for (ConnectionLifecycle state : ConnectionLifecycle.values()) {
      assertThat(state.isFinished())
          .as("%s", state)
          .isEqualTo(state == ConnectionLifecycle.FIN_SENT || state.state().isFinal());
    }
  }
}
