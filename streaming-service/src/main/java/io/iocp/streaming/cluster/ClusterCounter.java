package io.iocp.streaming.cluster;

/** Events of a cluster that are counted, each with its meaning in one line. */
public enum ClusterCounter {
  LEASES_GRANTED("Names that this server got"),
  LEASES_REFUSED("Names that this server did not get because another one has them"),
  LEASES_LOST("Names that this server could not keep"),
  LEASES_YIELDED("Names that this server gave to another one that wanted them"),
  REGISTRY_FAILED("Requests to the registry that failed or were not answered in time");

  private final String meaning;

  ClusterCounter(String meaning) {
    this.meaning = meaning;
  }

  /** One line for documentation and metrics. */
  public String meaning() {
    return meaning;
  }
}
