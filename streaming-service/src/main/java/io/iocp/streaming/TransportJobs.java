package io.iocp.streaming;

import io.iocp.IocpTransport;
import io.iocp.job.Job;
import io.iocp.job.SerialJobs;
import java.util.function.Predicate;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.util.function.SingletonSupplier;

/** Work for the transport's job workers, of those whom the transport asks before it is there. */
final class TransportJobs {

  private TransportJobs() {}

  /**
   * Runs work one after the other, and says whether it will.
   *
   * @param name what the jobs are called where they are shown
   * @param capacity how much of it may wait
   */
  static Predicate<Runnable> serial(
      ObjectProvider<IocpTransport> transport, String name, int capacity) {
    SingletonSupplier<SerialJobs> jobs =
        SingletonSupplier.of(
            () -> transport.getObject().jobs().serial(name, Job.NO_OWNER, capacity));
    return work -> jobs.obtain().submit(work::run).isAccepted();
  }
}
