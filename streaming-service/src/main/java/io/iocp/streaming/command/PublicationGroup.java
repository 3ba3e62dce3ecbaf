package io.iocp.streaming.command;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Publications that begin and end together: when one ends, whyever, so do the others.
 *
 * <p>{@link #run()} is one thread's, {@link #stop()} any thread's.
 */
final class PublicationGroup {

  private final List<Publication> publications;

  /**
   * @param publications one or more
   */
  PublicationGroup(List<Publication> publications) {
    this.publications = List.copyOf(publications);
  }

  /** Ends all in order. */
  void stop() {
    publications.forEach(Publication::stop);
  }

  /**
   * Publishes until all have ended.
   *
   * @return the exit code of the first that has not ended as it should, or {@link ExitCode#DONE}
   */
  int run() throws InterruptedException {
    if (publications.size() == 1) {
      return publications.get(0).run();
    }
    BlockingQueue<Integer> ended = new LinkedBlockingQueue<>();
    List<Thread> threads = new ArrayList<>();
    for (Publication publication : publications) {
      Thread thread = new Thread(() -> ended.add(run(publication)), "publish");
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
    int code = ExitCode.DONE;
    for (int i = 0; i < threads.size(); i++) {
      int one = ended.take();
      code = code == ExitCode.DONE ? one : code;
      stop();
    }
    return code;
  }

  private static int run(Publication publication) {
    try {
      return publication.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.FAILED;
    }
  }
}
