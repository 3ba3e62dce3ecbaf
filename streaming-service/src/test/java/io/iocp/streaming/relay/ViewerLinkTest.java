package io.iocp.streaming.relay;

import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ViewerLinkTest {

  private final ViewerSession session = mock(ViewerSession.class);

  /** A tenth of a second of it is more than the kernel is ever given. */
  private static final long FAST = 1_000_000;

  private ViewerLink link = new ViewerLink(FAST, 0);
  private long nowNanos;
  private long sentBytes;
  private long streamRate = FAST;

  @BeforeEach
  void begin() {
    link.begin(session);
  }

  private void beginWithStreamOf(long bytesPerSecond) {
    streamRate = bytesPerSecond;
    link = new ViewerLink(bytesPerSecond, 0);
    link.begin(session);
  }

  @Test
  void theKernelIsGivenATenthOfASecondOfALinkThatIsTooSlow() {
    when(session.unsentBytes()).thenReturn(1_000);
    second(100_000, 50_000);
    second(100_000, 50_000);

    verify(session).limitUnsent(10_000);
  }

  @Test
  void whatTheKernelIsGivenFollowsTheLink() {
    when(session.unsentBytes()).thenReturn(1_000);
    second(100_000, 50_000);
    second(100_000, 50_000);
    second(90_000, 50_000);
    second(20_000, 50_000);
    second(400_000, 50_000);
    second(2_000_000, 50_000);

    verify(session).limitUnsent(10_000);
    verify(session).limitUnsent(ViewerLink.LEAST_UNSENT_BYTES);
    verify(session).limitUnsent(40_000);
    verify(session, times(3)).limitUnsent(anyInt());
  }

  @Test
  void theKernelIsGivenLittleUntilTheLinkHasShownWhatItCarries() {
    beginWithStreamOf(20_000);
    verify(session).limitUnsent(ViewerLink.FIRST_UNSENT_BYTES);

    second(20_000, 0);
    second(20_000, 0);
    verify(session, never()).limitUnsent(ViewerLink.MOST_UNSENT_BYTES);
    second(20_000, 0);
    verify(session).limitUnsent(ViewerLink.MOST_UNSENT_BYTES);

    link.begin(session);
    verify(session, times(2)).limitUnsent(anyInt());
  }

  @Test
  void aViewerThatWaitsForAStreamShowsNothingOfItsLink() {
    link = new ViewerLink(0, 0);
    streamRate = 0;
    second(0, 0);
    second(0, 0);
    second(0, 0);
    link.begin(session);
    second(20_000, 0);
    verify(session).limitUnsent(ViewerLink.FIRST_UNSENT_BYTES);
    verify(session, times(1)).limitUnsent(anyInt());
  }

  @Test
  void whatWaitsInTheKernelSaysThatTheLinkIsSlow() {
    beginWithStreamOf(20_000);
    second(20_000, 0);
    second(20_000, 0);
    when(session.unsentBytes()).thenReturn(1);
    second(20_000, 0);
    when(session.unsentBytes()).thenReturn(0);
    second(20_000, 0);
    second(20_000, 0);
    verify(session, never()).limitUnsent(ViewerLink.MOST_UNSENT_BYTES);
    second(20_000, 0);
    verify(session).limitUnsent(ViewerLink.MOST_UNSENT_BYTES);

    when(session.unsentBytes()).thenReturn(30_000);
    second(20_000, 0);
    verify(session).limitUnsent(ViewerLink.LEAST_UNSENT_BYTES);
  }

  @Test
  void atFirstTheKernelIsGivenATenthOfASecondOfTheStream() {
    beginWithStreamOf(300_000);
    verify(session).limitUnsent(30_000);
  }

  @Test
  void aTenthOfASecondOfAFastStreamIsAsMuchAsIsUsual() {
    beginWithStreamOf(FAST);
    verify(session, never()).limitUnsent(anyInt());
  }

  @Test
  void aStreamThatTurnsOutToBeFastIsGivenMoreBeforeTheLinkIsKnown() {
    beginWithStreamOf(0);
    streamRate = FAST;
    second(FAST, 0);
    verify(session).limitUnsent(ViewerLink.MOST_UNSENT_BYTES);
  }

  @Test
  void aLinkThatWasSlowIsNotTakenForFastBecauseTheStreamIs() {
    when(session.unsentBytes()).thenReturn(1_000);
    second(50_000, 50_000);
    second(50_000, 50_000);
    verify(session).limitUnsent(5_000);

    when(session.unsentBytes()).thenReturn(0);
    second(50_000, 0);
    second(50_000, 0);
    verify(session, times(1)).limitUnsent(anyInt());
    second(50_000, 0);
    verify(session).limitUnsent(ViewerLink.MOST_UNSENT_BYTES);
  }

  @Test
  void whatWaitsOnlyHereWaitsForThisMachineAndNotForTheLink() {
    second(100_000, 50_000);
    second(100_000, 50_000);
    second(100_000, 50_000);

    verify(session, never()).limitUnsent(anyInt());
  }

  @Test
  void whatWaitsHereTellsWhereTheKernelDoesNot() {
    when(session.unsentBytes()).thenReturn(-1);
    second(100_000, 50_000);
    second(100_000, 50_000);

    verify(session).limitUnsent(10_000);
  }

  @Test
  void aLinkThatCarriesTheStreamIsLeftAlone() {
    second(20_000, 0);
    second(20_000, 5_000);
    second(20_000, 0);

    verify(session, never()).limitUnsent(anyInt());
  }

  /** A second in which the link carried this, and at whose end that much waits. */
  private void second(long carriedBytes, long waitingBytes) {
    sentBytes += carriedBytes;
    when(session.sentBytes()).thenReturn(sentBytes);
    when(session.queuedBytes()).thenReturn(waitingBytes);
    nowNanos += Duration.ofSeconds(1).toNanos();
    link.measure(session, streamRate, nowNanos);
  }
}
