package io.iocp.observation;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.docs.ObservationDocumentation;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is observed, and what is said of it. */
public enum TransportObservation implements ObservationDocumentation {

  /**
   * A WebSocket handshake, from its request to its answer, {@code onOpen} included. Its parent is
   * what the request's {@code traceparent} says.
   */
  HANDSHAKE("iocp.handshake") {
    @Override
    public KeyName[] getLowCardinalityKeyNames() {
      return new KeyName[] {LowCardinality.PATH, LowCardinality.STATUS};
    }

    @Override
    public KeyName[] getHighCardinalityKeyNames() {
      return new KeyName[] {HighCardinality.URL_PATH, HighCardinality.CONNECTION};
    }
  },

  /**
   * A message while its handler is called. Its parent is the session's handshake, where that was
   * observed.
   */
  MESSAGE("iocp.message") {
    @Override
    public KeyName[] getLowCardinalityKeyNames() {
      return new KeyName[] {LowCardinality.PATH, LowCardinality.TYPE};
    }

    @Override
    public KeyName[] getHighCardinalityKeyNames() {
      return new KeyName[] {HighCardinality.URL_PATH, HighCardinality.CONNECTION};
    }
  },

  /** A job while it runs. Its parent is what was current where it was submitted. */
  JOB("iocp.job") {
    @Override
    public KeyName[] getHighCardinalityKeyNames() {
      return new KeyName[] {HighCardinality.JOB};
    }
  };

  private final String name;

  TransportObservation(String name) {
    this.name = name;
  }

  @Override
  public String getName() {
    return name;
  }

  /** An observation that has begun; null where the registry does not want it. */
  @Nullable Observation begin(
      ObservationRegistry registry,
      @Nullable Observation parent,
      Supplier<Observation.Context> context) {
    Observation observation = Observation.createNotStarted(name, context, registry);
    if (observation.isNoop()) {
      return null;
    }
    return observation.parentObservation(parent).start();
  }

  /** Key values that meters are tagged with. */
  enum LowCardinality implements KeyName {

    /** The pattern that the handler is registered for; {@code none} where there is none. */
    PATH("iocp.path"),

    /** Status of the answer; {@code none} where the client did not wait for it. */
    STATUS("iocp.status"),

    /** {@code text} or {@code binary}. */
    TYPE("iocp.type");

    private final String key;

    LowCardinality(String key) {
      this.key = key;
    }

    @Override
    public String asString() {
      return key;
    }
  }

  /** Key values that traces have beside them. */
  enum HighCardinality implements KeyName {

    /** The path that was asked for, without its query. */
    URL_PATH("url.path"),

    /** Id of the connection, as administration shows it. */
    CONNECTION("iocp.connection"),

    /** The job's name. */
    JOB("iocp.job");

    private final String key;

    HighCardinality(String key) {
      this.key = key;
    }

    @Override
    public String asString() {
      return key;
    }
  }
}
