package io.iocp.admin.security;

/**
 * What somebody may know of: the names of streams and files, and what is there under them. Of what
 * is not visible nothing is told, not even that it is not there.
 *
 * <p>Any thread; except for {@link #watches}, no answer takes long. It may be kept: what it answers
 * follows what holds at the time.
 */
public interface Visibility {

  /** Of those who may know everything. */
  Visibility EVERYTHING = new Fixed(true);

  /** Of those who may know nothing. */
  Visibility NOTHING = new Fixed(false);

  /** Whether there is nothing that must not be known: what is about all streams is shown, too. */
  boolean everything();

  /** Whether a stream of this name may be known of, and its recordings, its source and viewers. */
  boolean lists(String stream);

  /** Whether pictures of a stream of this name may be seen. May block. */
  boolean watches(String stream);

  /** Whether a transfer of a file of this name may be known of. */
  boolean file(String name);

  /**
   * Whether a client may be known of.
   *
   * @param id of the client
   */
  boolean client(long id);

  /**
   * The same answer to everything.
   *
   * @param everything the answer
   */
  record Fixed(boolean everything) implements Visibility {

    @Override
    public boolean lists(String stream) {
      return everything;
    }

    @Override
    public boolean watches(String stream) {
      return everything;
    }

    @Override
    public boolean file(String name) {
      return everything;
    }

    @Override
    public boolean client(long id) {
      return everything;
    }
  }
}
