package io.iocp.observation;

import io.iocp.job.JobContext;
import io.iocp.job.JobWork;
import io.iocp.observation.TransportObservation.HighCardinality;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Has jobs observed: those that are submitted within an observation, as a part of it, and a sample
 * of the others. Any thread.
 */
public final class ObservedJobs implements JobContext {

  private final ObservationRegistry registry;
  private final Sampler sampler;
  private final JobContext others;

  /**
   * @param others what else goes with a job
   */
  public ObservedJobs(ObservationRegistry registry, Sampler sampler, JobContext others) {
    this.registry = registry;
    this.sampler = sampler;
    this.others = others;
  }

  @Override
  public Runnable capture(Runnable work) {
    return others.capture(work);
  }

  @Override
  public JobWork observe(String name, JobWork work) {
    Observation submitter = registry.getCurrentObservation();
    boolean observed = submitter == null ? sampler.takesNext() : !submitter.isNoop();
    JobWork inner = others.observe(name, work);
    return observed ? () -> observed(name, submitter, inner) : inner;
  }

  private void observed(String name, @Nullable Observation submitter, JobWork work)
      throws Exception {
    Observation observation =
        TransportObservation.JOB.begin(registry, submitter, () -> context(name));
    if (observation == null) {
      work.run();
      return;
    }
    Observation.Scope scope = observation.openScope();
    try {
      work.run();
    } catch (Throwable e) {
      observation.error(e);
      throw e;
    } finally {
      scope.close();
      observation.stop();
    }
  }

  private static Observation.Context context(String name) {
    Observation.Context context = new Observation.Context();
    context.setContextualName("job " + name);
    context.addHighCardinalityKeyValue(HighCardinality.JOB.withValue(name));
    return context;
  }
}
