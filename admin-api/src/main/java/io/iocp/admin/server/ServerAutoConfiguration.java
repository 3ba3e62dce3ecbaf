package io.iocp.admin.server;

import io.iocp.IocpTransport;
import io.iocp.autoconfigure.IocpAutoConfiguration;
import io.iocp.state.StateKeeper;
import io.iocp.time.NanoClock;
import java.time.Instant;
import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;

/** Adds the server as a whole to the administration API. */
@AutoConfiguration(after = IocpAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBean(IocpTransport.class)
public final class ServerAutoConfiguration {

  @Bean
  Drain iocpAdminDrain(IocpTransport transport, ApplicationContext context) {
    return new Drain(transport, context, InstantSource.system());
  }

  @Bean
  WorkerDelays iocpAdminWorkerDelays(IocpTransport transport) {
    return new WorkerDelays(transport);
  }

  @Bean
  StatisticsSource iocpAdminStatistics(
      IocpTransport transport, WorkerDelays delays, ObjectProvider<AudienceDirectory> audience) {
    return new StatisticsSource(
        transport, delays, audience.getIfAvailable(), InstantSource.system(), NanoClock.system());
  }

  @Bean
  ServerController iocpAdminServerController(
      IocpTransport transport,
      Drain drain,
      StatisticsSource statistics,
      ObjectProvider<StateKeeper> keeper,
      ApplicationContext context) {
    String name = context.getEnvironment().getProperty("spring.application.name", "");
    return new ServerController(
        transport,
        drain,
        statistics,
        keeper.getIfAvailable(),
        name,
        Instant.ofEpochMilli(context.getStartupDate()),
        InstantSource.system());
  }
}
