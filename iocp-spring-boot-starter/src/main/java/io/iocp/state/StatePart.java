package io.iocp.state;

import java.util.List;

/**
 * A part of what is changed while the application runs and kept over a restart, in a file of its
 * own. Beans of this type are kept where {@code iocp.state.directory} is set. Any thread.
 */
public interface StatePart {

  /** Name of its file: lower-case letters and hyphens. It never changes. */
  String name();

  /**
   * Tells whether something has changed: equal to the last answer if nothing has. Cheap, because it
   * is asked several times a second.
   */
  Object version();

  /**
   * All of it, as lines without line breaks; {@link StateFields} makes lines of fields. At most
   * {@link StateKeeper#MAXIMUM_LINES}.
   */
  List<String> save();

  /**
   * Takes over what was saved; called once, before the transport listens.
   *
   * @throws IllegalArgumentException with a sentence if a line is not what {@link #save} writes;
   *     nothing has been taken over then
   */
  void restore(List<String> lines);
}
