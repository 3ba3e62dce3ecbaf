package io.iocp.streaming;

import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Makes a service that nobody has configured show something: with neither a security mode, nor the
 * demo switch, nor an address beyond this machine set, the built-in picture is published.
 *
 * <p>Where the demo runs, everybody may publish and watch, on the loopback address only. Each of
 * these is a default: who sets an address or a mode has the last word. A demo that listens
 * elsewhere is open only if that is said.
 */
final class DemoDefaults implements EnvironmentPostProcessor, Ordered {

  private static final String DEMO = "streaming.demo.enabled";
  private static final String MODE = "streaming.security.mode";
  private static final String STREAM_ADDRESS = "iocp.address";
  private static final String RTMP_ADDRESS = "streaming.rtmp.address";
  private static final String WEB_ADDRESS = "server.address";
  private static final String LOOPBACK = "127.0.0.1";

  @Override
  public void postProcessEnvironment(
      ConfigurableEnvironment environment, SpringApplication application) {
    boolean onlyThisMachine =
        isLoopback(environment, STREAM_ADDRESS)
            && isLoopback(environment, RTMP_ADDRESS)
            && isLoopback(environment, WEB_ADDRESS);
    boolean unconfigured =
        !environment.containsProperty(MODE)
            && !environment.containsProperty(DEMO)
            && onlyThisMachine;
    if (!unconfigured && !environment.getProperty(DEMO, Boolean.class, false)) {
      return;
    }
    Map<String, Object> defaults = new HashMap<>();
    defaults.put(DEMO, true);
    defaults.put(STREAM_ADDRESS, LOOPBACK);
    defaults.put(WEB_ADDRESS, LOOPBACK);
    if (onlyThisMachine) {
      defaults.put(MODE, "open");
    }
    environment.getPropertySources().addLast(new MapPropertySource("demoDefaults", defaults));
  }

  /** After the files and arguments have been read. */
  @Override
  public int getOrder() {
    return LOWEST_PRECEDENCE;
  }

  private static boolean isLoopback(ConfigurableEnvironment environment, String key) {
    String address = environment.getProperty(key, LOOPBACK);
    return address.equals("localhost") || address.equals("::1") || address.startsWith("127.");
  }
}
