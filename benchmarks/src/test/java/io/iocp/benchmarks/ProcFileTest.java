package io.iocp.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcFileTest {

  @Test
  void cpuTimeIsFoundBehindACommandNameWithSpacesAndParentheses() {
    String stat = "42 (a (b) c) S 1 42 42 0 -1 4194304 100 0 0 0 150 25 9 9 20 0 30 0 1 2 3";

    assertThat(ProcFile.cpuSeconds(stat)).isEqualTo(1.75);
  }

  @Test
  void memoryIsReadInKibibytes() {
    assertThat(ProcFile.statusBytes("Name:\tjava\nVmHWM:\t  2048 kB\n", "VmHWM:"))
        .isEqualTo(2 << 20);
  }

  @Test
  void waitingForInputIsIdleAndGuestTimeIsNotCountedTwice() {
    ProcFile.MachineTime before = ProcFile.machineTime("cpu  0 0 0 0 0 0 0 0 0 0\ncpu0 1\n");
    ProcFile.MachineTime after = ProcFile.machineTime("cpu  20 0 10 60 5 0 4 1 20 0\ncpu0 1\n");

    assertThat(after.busySince(before)).isEqualTo(0.35);
  }
}
