package io.iocp.autoconfigure.observation;

import io.iocp.IocpTransportOptionsCustomizer;
import io.iocp.autoconfigure.IocpAutoConfiguration;
import io.iocp.observation.ObservedJobs;
import io.iocp.observation.Sampler;
import io.iocp.observation.SessionObservations;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Has a sample of handshakes, messages and jobs observed, where the application has a registry of
 * observations.
 */
@AutoConfiguration(
    before = IocpAutoConfiguration.class,
    afterName =
        "org.springframework.boot.micrometer.observation.autoconfigure"
            + ".ObservationAutoConfiguration")
@ConditionalOnClass(ObservationRegistry.class)
@ConditionalOnBean(ObservationRegistry.class)
@Conditional(IocpObservationAutoConfiguration.OnRate.class)
@EnableConfigurationProperties(ObservationProperties.class)
public final class IocpObservationAutoConfiguration {

  @Bean
  @ConditionalOnMissingBean
  SessionObservations iocpSessionObservations(
      ObservationRegistry registry, ObservationProperties properties) {
    return new SessionObservations(registry, Sampler.of(properties.samplingRate()));
  }

  @Bean
  IocpTransportOptionsCustomizer iocpJobObservations(
      ObservationRegistry registry, ObservationProperties properties) {
    Sampler sampler = Sampler.of(properties.samplingRate());
    return options -> options.jobContext(context -> new ObservedJobs(registry, sampler, context));
  }

  /** A rate above zero. */
  static final class OnRate extends SpringBootCondition {

    @Override
    public ConditionOutcome getMatchOutcome(
        ConditionContext context, AnnotatedTypeMetadata metadata) {
      double rate =
          context
              .getEnvironment()
              .getProperty(
                  "iocp.observations.sampling-rate",
                  Double.class,
                  Double.valueOf(ObservationProperties.DEFAULT_RATE));
      ConditionMessage.Builder message = ConditionMessage.forCondition("Sampling rate");
      return rate == 0
          ? ConditionOutcome.noMatch(message.because("is 0"))
          : ConditionOutcome.match(message.because("is " + rate));
    }
  }
}
