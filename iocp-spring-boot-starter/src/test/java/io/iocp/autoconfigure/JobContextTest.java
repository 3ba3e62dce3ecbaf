package io.iocp.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.IocpTransport;
import io.iocp.autoconfigure.job.JobContextAutoConfiguration;
import io.iocp.job.Job;
import io.iocp.job.JobContext;
import io.iocp.testsupport.WorkerThreads;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.MDC;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** What goes with a job from the thread that submits it to the one that runs it. */
@Timeout(60)
class JobContextTest {

  private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(JobContextAutoConfiguration.class, IocpAutoConfiguration.class))
          .withPropertyValues(
              "iocp.address=127.0.0.1",
              "iocp.port=0",
              "iocp.engine=nio",
              "iocp.workers=1",
              "iocp.jobs.workers=1");

  @AfterEach
  void noWorkerIsLeft() {
    WorkerThreads.awaitNone();
  }

  private static String current(ObservationRegistry registry) {
    Observation observation = registry.getCurrentObservation();
    return observation == null ? "none" : observation.getContext().getName();
  }

  @Test
  void theCurrentObservationAndTheLoggersContextGoWithAJob() {
    runner.run(
        context -> {
          IocpTransport transport = context.getBean(IocpTransport.class);
          ObservationRegistry registry = ObservationRegistry.create();
          registry.observationConfig().observationHandler(observed -> true);
          Observation observation = Observation.start("upload", registry);
          MDC.put("request", "42");
          try (Observation.Scope scope = observation.openScope()) {
            assertThat(scope.getCurrentObservation()).isSameAs(observation);
            transport
                .jobs()
                .submit(Job.of("in", () -> seen.add(current(registry) + MDC.get("request"))));
          } finally {
            MDC.remove("request");
          }
          transport.jobs().submit(Job.of("out", () -> seen.add(current(registry))));
          assertThat(seen.poll(60, TimeUnit.SECONDS)).isEqualTo("upload42");
          assertThat(seen.poll(60, TimeUnit.SECONDS)).isEqualTo("none");
        });
  }

  @Test
  void withoutContextPropagationTheLoggersContextDoes() {
    runner
        .withClassLoader(new FilteredClassLoader("io.micrometer.context"))
        .run(
            context -> {
              assertThat(context).doesNotHaveBean(JobContext.class);
              MDC.put("request", "43");
              try {
                context
                    .getBean(IocpTransport.class)
                    .jobs()
                    .submit(Job.of("in", () -> seen.add(MDC.get("request"))));
              } finally {
                MDC.remove("request");
              }
              assertThat(seen.poll(60, TimeUnit.SECONDS)).isEqualTo("43");
            });
  }

  @Test
  void anApplicationsOwnContextIsTaken() {
    runner
        .withBean(
            JobContext.class,
            () ->
                work ->
                    () -> {
                      seen.add("own");
                      work.run();
                    })
        .run(
            context -> {
              context.getBean(IocpTransport.class).jobs().submit(Job.of("in", () -> {}));
              assertThat(seen.poll(60, TimeUnit.SECONDS)).isEqualTo("own");
            });
  }
}
