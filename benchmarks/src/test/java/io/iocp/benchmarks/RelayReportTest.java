package io.iocp.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.benchmarks.client.LoadResult;
import io.iocp.benchmarks.relay.RelayKind;
import java.util.List;
import org.junit.jupiter.api.Test;

class RelayReportTest {

  private static final RelayKind SUBJECT = RelayKind.NETTY_EPOLL;
  private static final RelayKind PEER = RelayKind.TOMCAT;

  private static final LoadResult SEEN =
      new LoadResult(1_000_000, 1_000_000_000, 0, 1_000, 2_000, 1, 0.5);

  private final RelayReport report =
      new RelayReport(new Load(1000, 100), 500, List.of(SUBJECT, PEER));

  @Test
  void ratiosAreTakenWithinARound() {
    // A slow round is slow for both; the ratio of the medians would be 1 ÷ 8.
    add(SUBJECT, 1, 0, 0.5);
    add(PEER, 2, 0, 0.5);
    add(SUBJECT, 8, 0, 0.5);
    add(PEER, 16, 0, 0.5);
    add(SUBJECT, 1, 0, 0.5);
    add(PEER, 8, 0, 0.5);

    assertThat(report.render()).contains("| 0.50 (0.13–0.50) |");
  }

  @Test
  void droppedMessagesAreSaid() {
    add(SUBJECT, 1, 3, 0.5);
    add(PEER, 1, 0, 0.5);

    assertThat(report.render())
        .contains("netty-epoll did not deliver 3 messages")
        .doesNotContain("tomcat did not deliver");
  }

  @Test
  void saturatedClientIsSaid() {
    add(SUBJECT, 1, 0, 0.5);
    add(PEER, 1, 0, 0.95);

    assertThat(report.render()).contains("over 90 % busy in front of tomcat");
  }

  @Test
  void fullMachineIsSaid() {
    add(PEER, 1, 0, 0.5);
    add(SUBJECT, 1, 0, 0.5);
    assertThat(report.render()).doesNotContain("The machine was");

    report.add(SUBJECT, new Measurement(1, 1 << 20, 0.95, 0, SEEN));
    report.add(PEER, new Measurement(1, 1 << 20, 0.5, 0, SEEN));
    assertThat(report.render()).contains("The machine was over 90 % busy");
  }

  @Test
  void othersOnTheMachineAreSaid() {
    report.add(SUBJECT, new Measurement(1, 1 << 20, 0.5, 0.1, SEEN));
    report.add(PEER, new Measurement(1, 1 << 20, 0.5, 0.1, SEEN));
    assertThat(report.render()).doesNotContain("not ours alone");

    report.add(SUBJECT, new Measurement(1, 1 << 20, 0.5, 0.1, SEEN));
    report.add(PEER, new Measurement(1, 1 << 20, 0.5, 0.4, SEEN));
    assertThat(report.render()).contains("other programs kept up to 0.40 processors busy");
  }

  @Test
  void everyMeasurementIsALine() {
    add(SUBJECT, 1, 0, 0.5);
    add(PEER, 2, 3, 0.5);

    assertThat(report.csv())
        .containsExactly(
            "netty-epoll,500,1000,100,1,1.0000,0.001,0.002,1.0,0,0.500,0.000",
            "tomcat,500,1000,100,1,2.0000,0.001,0.002,1.0,3,0.500,0.000");
    assertThat(report.csv())
        .allMatch(line -> line.split(",").length == RelayReport.CSV_HEADER.split(",").length);
  }

  private void add(RelayKind kind, double cpuSeconds, long missing, double busiestThread) {
    LoadResult seen =
        new LoadResult(1_000_000, 1_000_000_000, missing, 1_000, 2_000, 1, busiestThread);
    report.add(kind, new Measurement(cpuSeconds, 1 << 20, 0.5, 0, seen));
  }
}
