package io.iocp.autoconfigure.state;

import io.iocp.IocpTransport;
import io.iocp.autoconfigure.IocpAutoConfiguration;
import io.iocp.state.BansState;
import io.iocp.state.ListsState;
import io.iocp.state.SettingsState;
import io.iocp.state.StateKeeper;
import io.iocp.state.StatePart;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Keeps bans, lists of addresses, settings and what {@link StatePart} beans have, where a directory
 * for them is set. They are taken over before the transport listens.
 */
@AutoConfiguration(after = IocpAutoConfiguration.class)
@ConditionalOnProperty(prefix = "iocp.state", name = "directory")
@ConditionalOnBean(IocpTransport.class)
@EnableConfigurationProperties(StateProperties.class)
public final class StateAutoConfiguration {

  @Bean
  @ConditionalOnMissingBean
  StateKeeper iocpStateKeeper(
      StateProperties properties, IocpTransport transport, ObjectProvider<StatePart> others) {
    Path directory = Objects.requireNonNull(properties.directory());
    List<StatePart> parts = new ArrayList<>();
    parts.add(new BansState(transport.clients().access()));
    parts.add(new ListsState(transport.clients().access()));
    parts.add(new SettingsState(transport.settings()));
    others.orderedStream().forEach(parts::add);
    try {
      return StateKeeper.open(directory, parts);
    } catch (IOException e) {
      throw new IllegalStateException(
          "iocp.state.directory "
              + directory
              + " cannot be used: "
              + e.getMessage()
              + ". Name a directory that this server may write to and has for itself",
          e);
    }
  }
}
