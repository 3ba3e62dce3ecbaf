package io.iocp.benchmarks;

import java.util.List;

/** The middle of a few numbers. */
final class Median {

  private Median() {}

  /** The median; the mean of the middle two if there is an even number of values. */
  static double of(List<Double> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("the median of nothing");
    }
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
