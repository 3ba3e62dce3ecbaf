package io.iocp.completion.uring;

import io.iocp.completion.uring.ring.UserData;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The sockets of one worker, by slot: how a completion finds its socket again. Grows with the
 * number of sockets open at once, at most to {@link UserData#MAXIMUM_SLOTS}. Owner thread only.
 */
final class SocketTable {

  private static final int INITIAL_SLOTS = 64;

  private @Nullable RingSocket[] sockets = new RingSocket[INITIAL_SLOTS];
  private int[] generations = new int[INITIAL_SLOTS];
  private int[] free = new int[INITIAL_SLOTS];
  private int freeCount;
  private int used;

  /** Gives the socket a slot. */
  void add(RingSocket socket) {
    int slot = freeCount > 0 ? free[--freeCount] : append();
    sockets[slot] = socket;
    socket.placed(slot, generations[slot]);
  }

  /** Takes the slot back; completions that still name it are late from now on. */
  void remove(int slot) {
    sockets[slot] = null;
    generations[slot]++;
    free[freeCount++] = slot;
  }

  /** The socket the request belongs to, or {@code null} when it is gone. */
  @Nullable RingSocket find(long userData) {
    int slot = UserData.slot(userData);
    boolean known = slot < used && generations[slot] == UserData.generation(userData);
    return known ? sockets[slot] : null;
  }

  void forEach(Consumer<RingSocket> action) {
    for (int slot = 0; slot < used; slot++) {
      RingSocket socket = sockets[slot];
      if (socket != null) {
        action.accept(socket);
      }
    }
  }

  private int append() {
    if (used == UserData.MAXIMUM_SLOTS) {
      throw new IllegalStateException("too many sockets for one worker: " + used);
    }
    if (used == sockets.length) {
      int capacity = Math.min(used * 2, UserData.MAXIMUM_SLOTS);
      sockets = Arrays.copyOf(sockets, capacity);
      generations = Arrays.copyOf(generations, capacity);
      free = Arrays.copyOf(free, capacity);
    }
    return used++;
  }
}
