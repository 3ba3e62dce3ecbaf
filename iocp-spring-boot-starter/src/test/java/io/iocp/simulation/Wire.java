package io.iocp.simulation;

import io.iocp.completion.simulated.SimulatedSocket;
import java.nio.ByteBuffer;

/** What a client reads from and writes to; answers like {@link SimulatedSocket}. */
interface Wire {

  /** Has that called whenever reading or writing may have become possible. */
  void onChange(Runnable listener);

  /** Whether {@link #read} may have something to do. */
  boolean isReadable();

  /** Reads up to that many bytes; 0 when there are none yet. */
  int read(ByteBuffer target, int most);

  /** Takes up to that many bytes; 0 when there is no room. */
  int write(ByteBuffer source, int most);

  /** Sends on what was taken and did not fit; answers whether all of it has gone. */
  boolean flush();

  /** Whether there is something to {@link #flush}. */
  boolean hasUnsent();

  /** Ends the sending side after what was written. */
  void shutdownOutput();

  void close();

  void reset();

  void cut();

  void heal();

  /** Nothing between the client and its socket. */
  static Wire plain(SimulatedSocket socket) {
    return new Wire() {
      @Override
      public void onChange(Runnable listener) {
        socket.onChange(listener);
      }

      @Override
      public boolean isReadable() {
        return socket.isReadable();
      }

      @Override
      public int read(ByteBuffer target, int most) {
        return socket.read(target, most);
      }

      @Override
      public int write(ByteBuffer source, int most) {
        return socket.write(source, most);
      }

      @Override
      public boolean flush() {
        return true;
      }

      @Override
      public boolean hasUnsent() {
        return false;
      }

      @Override
      public void shutdownOutput() {
        socket.shutdownOutput();
      }

      @Override
      public void close() {
        socket.close();
      }

      @Override
      public void reset() {
        socket.reset();
      }

      @Override
      public void cut() {
        socket.cut();
      }

      @Override
      public void heal() {
        socket.heal();
      }
    };
  }
}
