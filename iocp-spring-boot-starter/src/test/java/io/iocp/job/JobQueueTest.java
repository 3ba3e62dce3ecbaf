package io.iocp.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.iocp.testsupport.Patience;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.MDC;

@Timeout(60)
class JobQueueTest {

  private static final Duration LONG = Duration.ofSeconds(60);

  private final AtomicLong nanos = new AtomicLong();
  private final CountDownLatch release = new CountDownLatch(1);
  private final BlockingQueue<JobState> ends = new LinkedBlockingQueue<>();
  private JobQueue queue = queue(1, 4);

  private JobQueue queue(int workers, int capacity) {
    return new JobQueue(
        new JobQueueOptions(workers, capacity, Duration.ofMinutes(1), JobContext.LOGGING),
        nanos::get);
  }

  private void use(int workers, int capacity) throws InterruptedException {
    queue.stop(Duration.ZERO);
    queue = queue(workers, capacity);
  }

  @AfterEach
  void stop() throws InterruptedException {
    release.countDown();
    assertThat(queue.stop(LONG)).isTrue();
  }

  /** Occupies a worker until the test releases it. */
  private Job blocker() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    Job job =
        Job.of(
            "blocker",
            () -> {
              begun.countDown();
              release.await();
            });
    assertThat(queue.submit(job)).isEqualTo(SubmitOutcome.ACCEPTED);
    begun.await();
    return job;
  }

  private Job quick() {
    return Job.of("quick", () -> {}).whenEnded(ends::add);
  }

  private JobState nextEnd() throws InterruptedException {
    JobState state = ends.poll(60, TimeUnit.SECONDS);
    assertThat(state).as("somebody hears of the end").isNotNull();
    return state;
  }

  private void awaitCount(JobCounter counter, long count) {
    Patience.await().until(() -> queue.count(counter) == count);
  }

  @Test
  void jobsRunOnNamedThreadsInOrder() throws Exception {
    List<String> ran = Collections.synchronizedList(new ArrayList<>());
    blocker();
    for (int i = 0; i < 3; i++) {
      int number = i;
      queue.submit(
          Job.of("job", () -> ran.add(Thread.currentThread().getName() + " " + number))
              .whenEnded(ends::add));
    }
    release.countDown();
    assertThat(List.of(nextEnd(), nextEnd(), nextEnd())).containsOnly(JobState.COMPLETED);
    assertThat(ran).containsExactly("iocp-job-0 0", "iocp-job-0 1", "iocp-job-0 2");
    assertThat(queue.count(JobCounter.ACCEPTED)).isEqualTo(4);
    awaitCount(JobCounter.COMPLETED, 4);
  }

  @Test
  void aFullQueueSaysSoAndTakesNothing() throws Exception {
    blocker();
    for (int i = 0; i < 4; i++) {
      assertThat(queue.submit(quick())).isEqualTo(SubmitOutcome.ACCEPTED);
    }
    Job refused = quick();
    assertThat(queue.submit(refused)).isEqualTo(SubmitOutcome.FULL);
    assertThat(refused.state()).isEqualTo(JobState.NEW);
    assertThat(queue.count(JobCounter.REFUSED_FULL)).isEqualTo(1);
    release.countDown();
    for (int i = 0; i < 4; i++) {
      nextEnd();
    }
    assertThat(queue.submit(refused)).isEqualTo(SubmitOutcome.ACCEPTED);
  }

  @Test
  void aJobIsSubmittedOnce() throws Exception {
    Job job = quick();
    queue.submit(job);
    assertThatThrownBy(() -> queue.submit(job))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("quick");
    nextEnd();
  }

  @Test
  void aFailureIsCountedAndCostsNoWorker() throws Exception {
    queue.submit(
        Job.of(
                "bad",
                () -> {
                  throw new java.io.IOException("disk");
                })
            .whenEnded(ends::add));
    assertThat(nextEnd()).isEqualTo(JobState.FAILED);
    queue.submit(quick());
    assertThat(nextEnd()).isEqualTo(JobState.COMPLETED);
    assertThat(queue.count(JobCounter.FAILED)).isEqualTo(1);
  }

  @Test
  void workersAreAddedAndRemovedAndNothingIsLost() throws Exception {
    AtomicInteger ran = new AtomicInteger();
    use(2, 10_000);
    int jobs = 5_000;
    for (int i = 0; i < jobs; i++) {
      assertThat(queue.submit(Job.of("count", ran::incrementAndGet)))
          .isEqualTo(SubmitOutcome.ACCEPTED);
      if (i % 10 == 0) {
        queue.setWorkers(1 + i / 10 % 8);
      }
    }
    awaitCount(JobCounter.COMPLETED, jobs);
    assertThat(ran).hasValue(jobs);
    queue.setWorkers(3);
    assertThat(queue.workers()).isEqualTo(3);
    assertThat(queue.snapshot().workers()).isEqualTo(3);
  }

  @Test
  void anAddedWorkerRunsWhatWaitsBehindABusyOne() throws Exception {
    blocker();
    queue.submit(quick());
    queue.setWorkers(2);
    assertThat(nextEnd()).isEqualTo(JobState.COMPLETED);
  }

  @Test
  void aRemovedWorkerEndsItsJobFirstAndStaysIfItIsWantedAgain() throws Exception {
    queue.setWorkers(2);
    CountDownLatch begun = new CountDownLatch(2);
    for (int i = 0; i < 2; i++) {
      queue.submit(
          Job.of(
                  "long",
                  () -> {
                    begun.countDown();
                    release.await();
                  })
              .whenEnded(ends::add));
    }
    begun.await();
    queue.setWorkers(1);
    queue.setWorkers(2);
    queue.setWorkers(1);
    release.countDown();
    assertThat(List.of(nextEnd(), nextEnd())).containsOnly(JobState.COMPLETED);
    queue.submit(quick());
    assertThat(nextEnd()).isEqualTo(JobState.COMPLETED);
  }

  @Test
  void aNumberOfWorkersOutOfRangeIsRefused() {
    assertThatThrownBy(() -> queue.setWorkers(0)).hasMessageContaining("workers=0");
    assertThatThrownBy(() -> queue.setWorkers(1025)).hasMessageContaining("1 to 1024");
    assertThat(queue.workers()).isEqualTo(1);
  }

  @Test
  void jobsAreListedWithWhatTheyAre() throws Exception {
    nanos.set(1_000);
    Job running = blocker();
    queue.submit(quick().ownedBy(7));
    nanos.set(5_000);
    List<JobSnapshot> jobs = queue.jobs(0, 10);
    assertThat(jobs)
        .containsExactly(
            new JobSnapshot(
                running.id(), "blocker", null, JobState.RUNNING, 4_000, "iocp-job-0", false),
            new JobSnapshot(running.id() + 1, "quick", 7L, JobState.QUEUED, 4_000, null, false));
    assertThat(queue.jobs(running.id(), 10)).hasSize(1);
    assertThat(queue.jobs(0, 1)).hasSize(1);
    assertThat(queue.job(running.id()).map(JobSnapshot::name)).contains("blocker");
    assertThat(queue.job(4711)).isEmpty();
    assertThat(queue.snapshot().running()).isEqualTo(1);
    assertThat(queue.snapshot().queued()).isEqualTo(1);
  }

  @Test
  void aWaitingJobThatIsCancelledNeverRuns() throws Exception {
    blocker();
    AtomicInteger ran = new AtomicInteger();
    Job job = Job.of("never", ran::incrementAndGet).whenEnded(ends::add);
    queue.submit(job);
    assertThat(queue.cancel(job.id())).isTrue();
    assertThat(nextEnd()).isEqualTo(JobState.CANCELLED);
    assertThat(queue.cancel(job.id())).as("it is gone").isFalse();
    assertThat(queue.count(JobCounter.CANCELLED)).isEqualTo(1);
    release.countDown();
    queue.submit(quick());
    nextEnd();
    assertThat(ran).hasValue(0);
  }

  @Test
  void aRunningJobThatIsCancelledIsInterruptedAndTheNextIsNot() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    Job job =
        Job.of(
                "long",
                () -> {
                  begun.countDown();
                  never.await();
                })
            .whenEnded(ends::add);
    queue.submit(job);
    begun.await();
    assertThat(queue.cancel(job.id())).isTrue();
    assertThat(nextEnd()).isEqualTo(JobState.CANCELLED);
    assertThat(queue.count(JobCounter.CANCELLED)).isEqualTo(1);
    assertThat(queue.count(JobCounter.FAILED)).isZero();
    BlockingQueue<Boolean> interrupted = new LinkedBlockingQueue<>();
    queue.submit(Job.of("next", () -> interrupted.add(Thread.currentThread().isInterrupted())));
    assertThat(interrupted.poll(60, TimeUnit.SECONDS)).isFalse();
  }

  @Test
  void jobsOfAConnectionAreCancelledTogether() throws Exception {
    blocker();
    queue.submit(quick().ownedBy(7));
    queue.submit(quick().ownedBy(8));
    queue.submit(quick().ownedBy(7));
    assertThat(queue.cancelOwnedBy(7)).isEqualTo(2);
    assertThat(queue.cancelOwnedBy(7)).isZero();
    assertThat(List.of(nextEnd(), nextEnd())).containsOnly(JobState.CANCELLED);
    release.countDown();
    assertThat(nextEnd()).isEqualTo(JobState.COMPLETED);
  }

  @Test
  void aQueueIsNotStuckBecauseTheClockGoesAround() throws Exception {
    nanos.set(Long.MAX_VALUE - Duration.ofSeconds(30).toNanos());
    use(1, 4);
    blocker();
    nanos.addAndGet(Duration.ofSeconds(40).toNanos());
    queue.submit(quick());
    nanos.addAndGet(Duration.ofSeconds(59).toNanos());
    assertThat(queue.snapshot().stuck()).isFalse();
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    assertThat(queue.snapshot().stuck()).isTrue();
    release.countDown();
  }

  @Test
  void aQueueInWhichJobsWaitAndNoneEndsIsStuck() throws Exception {
    blocker();
    nanos.set(Duration.ofHours(1).toNanos());
    assertThat(queue.snapshot().stuck()).as("nothing waits").isFalse();
    queue.submit(quick());
    assertThat(queue.snapshot().stuck()).as("it has just come").isFalse();
    nanos.addAndGet(Duration.ofSeconds(59).toNanos());
    assertThat(queue.snapshot().stuck()).isFalse();
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    assertThat(queue.snapshot().stuck()).isTrue();
    release.countDown();
    nextEnd();
    assertThat(queue.snapshot().stuck()).isFalse();
  }

  @Test
  void waitingAndRunningTimesAreMeasured() throws Exception {
    blocker();
    queue.submit(
        Job.of("timed", () -> nanos.addAndGet(Duration.ofSeconds(5).toNanos()))
            .whenEnded(ends::add));
    nanos.addAndGet(Duration.ofSeconds(2).toNanos());
    release.countDown();
    nextEnd();
    JobQueueSnapshot snapshot = queue.snapshot();
    assertThat(snapshot.waitNanos().count()).isEqualTo(2);
    assertThat(snapshot.waitNanos().total()).isEqualTo(Duration.ofSeconds(2).toNanos());
    assertThat(snapshot.runNanos().total()).isEqualTo(Duration.ofSeconds(7).toNanos());
  }

  @Test
  void theLoggersContextGoesWithAJobAndStaysWithIt() throws Exception {
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    MDC.put("request", "42");
    try {
      queue.submit(Job.of("with", () -> seen.add(String.valueOf(MDC.get("request")))));
    } finally {
      MDC.remove("request");
    }
    queue.submit(Job.of("without", () -> seen.add(String.valueOf(MDC.get("request")))));
    assertThat(seen.poll(60, TimeUnit.SECONDS)).isEqualTo("42");
    assertThat(seen.poll(60, TimeUnit.SECONDS)).isEqualTo("null");
  }

  @Test
  void whatIsAcceptedIsDoneBeforeAQueueStops() throws Exception {
    AtomicInteger ran = new AtomicInteger();
    SerialJobs serial = queue.serial("serial", 1, 10);
    blocker();
    for (int i = 0; i < 4; i++) {
      queue.submit(Job.of("count", ran::incrementAndGet));
      serial.submit(ran::incrementAndGet);
    }
    release.countDown();
    assertThat(queue.stop(LONG)).isTrue();
    assertThat(ran).hasValue(8);
    assertThat(queue.submit(quick())).isEqualTo(SubmitOutcome.CLOSED);
    assertThat(serial.submit(() -> {})).isEqualTo(SubmitOutcome.CLOSED);
    assertThat(queue.count(JobCounter.REFUSED_CLOSED)).isEqualTo(2);
    assertThat(queue.count(JobCounter.DROPPED)).isZero();
  }

  @Test
  void whatIsNotDoneInTimeIsDroppedAndCountedOnce() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    queue.submit(
        Job.of(
                "long",
                () -> {
                  begun.countDown();
                  never.await();
                })
            .whenEnded(ends::add));
    begun.await();
    queue.submit(quick());
    SerialJobs serial = queue.serial("serial", 1, 10);
    serial.submit(() -> {});
    serial.submit(() -> {});
    assertThat(queue.stop(Duration.ZERO)).isTrue();
    assertThat(List.of(nextEnd(), nextEnd())).containsOnly(JobState.DROPPED);
    assertThat(queue.count(JobCounter.DROPPED)).isEqualTo(4);
    assertThat(queue.count(JobCounter.COMPLETED)).isZero();
    assertThat(queue.count(JobCounter.CANCELLED)).isZero();
    assertThat(queue.jobs(0, 10)).isEmpty();
    assertThat(serial.size()).isZero();
  }

  @Test
  void serialJobsRunInOrderAndNeverTwoAtOnce() throws Exception {
    use(4, 4);
    List<SerialJobs> lanes = new ArrayList<>();
    List<List<Integer>> ran = new ArrayList<>();
    AtomicInteger overlaps = new AtomicInteger();
    int each = 200;
    for (int lane = 0; lane < 8; lane++) {
      lanes.add(queue.serial("lane", lane + 1, each));
      ran.add(new ArrayList<>()); // Not synchronized: that it need not be is what is tested.
    }
    for (int i = 0; i < each; i++) {
      for (int lane = 0; lane < 8; lane++) {
        List<Integer> mine = ran.get(lane);
        int number = i;
        SubmitOutcome outcome =
            lanes
                .get(lane)
                .submit(
                    () -> {
                      if (mine.size() != number) {
                        overlaps.incrementAndGet();
                      }
                      mine.add(number);
                    });
        assertThat(outcome).isEqualTo(SubmitOutcome.ACCEPTED);
      }
    }
    awaitCount(JobCounter.COMPLETED, 8L * each);
    assertThat(overlaps).hasValue(0);
    assertThat(queue.stop(LONG)).isTrue();
    assertThat(ran).allSatisfy(mine -> assertThat(mine).hasSize(each));
  }

  @Test
  void serialJobsHaveABoundOfTheirOwn() throws Exception {
    blocker();
    SerialJobs serial = queue.serial("serial", 3, 2);
    assertThat(serial.submit(() -> {})).isEqualTo(SubmitOutcome.ACCEPTED);
    assertThat(serial.isFull()).isFalse();
    assertThat(serial.submit(() -> {})).isEqualTo(SubmitOutcome.ACCEPTED);
    assertThat(serial.isFull()).isTrue();
    assertThat(serial.submit(() -> {})).isEqualTo(SubmitOutcome.FULL);
    for (int i = 0; i < 4; i++) {
      assertThat(queue.submit(quick()))
          .as("the queue's own bound")
          .isEqualTo(SubmitOutcome.ACCEPTED);
    }
    assertThat(queue.cancelOwnedBy(3)).as("they run, whatever became of the owner").isZero();
    release.countDown();
    awaitCount(JobCounter.COMPLETED, 7);
    assertThat(serial.size()).isZero();
  }

  @Test
  void aSerialJobThatIsCancelledLetsTheNextGoOn() throws Exception {
    blocker();
    SerialJobs serial = queue.serial("serial", 3, 10);
    BlockingQueue<Integer> ran = new LinkedBlockingQueue<>();
    for (int i = 0; i < 3; i++) {
      int number = i;
      serial.submit(() -> ran.add(number));
    }
    long first = queue.jobs(0, 10).get(1).id();
    queue.cancel(first);
    queue.cancel(first + 2);
    release.countDown();
    assertThat(ran.poll(60, TimeUnit.SECONDS)).isEqualTo(1);
    awaitCount(JobCounter.COMPLETED, 2);
    assertThat(ran).isEmpty();
  }
}
