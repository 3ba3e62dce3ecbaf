package io.iocp.admin.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AuditFilterTest {

  @Test
  void thoseWhomNobodyKnowsCauseFewLines() {
    AtomicLong now = new AtomicLong();
    AuditFilter.Lines lines = new AuditFilter.Lines(now::get);
    assertThat(IntStream.range(0, 1000).filter(i -> lines.mayWrite()).count())
        .isEqualTo(AuditFilter.Lines.MOST);
    now.addAndGet(Duration.ofSeconds(10).toNanos());
    assertThat(lines.mayWrite()).isTrue();
  }
}
