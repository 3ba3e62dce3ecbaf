package io.iocp.streaming.media;

import java.util.List;

/**
 * Takes the samples that a reader finds in a container. The calls follow this order, on the thread
 * that reads:
 *
 * <pre>
 *   ( tracks  sample* )*
 * </pre>
 */
public interface SampleSink {

  /**
   * The tracks of all samples that follow, once all of them and their configurations are known, and
   * again when one of them changes or time begins anew.
   *
   * @param tracks at least one
   */
  void tracks(List<Track> tracks);

  /** The next sample, in the order of the container. */
  void sample(Sample sample);
}
