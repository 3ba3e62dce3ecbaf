package io.iocp.streaming.ingest;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.contains;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

class RefusalLogTest {

  @Test
  void whoIsRefusedOverAndOverWritesFewLines() {
    AtomicLong now = new AtomicLong();
    Logger logger = mock(Logger.class);
    RefusalLog log = new RefusalLog(logger, now::get);
    for (int i = 0; i < 5000; i++) {
      log.refused("refused {}", "a");
    }
    verify(logger, times(RefusalLog.LINES)).info(eq("refused {}"), (Object[]) any());

    now.addAndGet(Duration.ofSeconds(10).toNanos());
    log.refused("refused {}", "a");
    verify(logger).info(contains("more publishers"), eq(5000L - RefusalLog.LINES));
    verify(logger, times(RefusalLog.LINES + 1)).info(eq("refused {}"), (Object[]) any());
  }
}
