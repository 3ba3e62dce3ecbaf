package io.iocp.simulation;

import io.iocp.buffer.SharedBuffer;
import io.iocp.connection.SecurityLayer;

/** What TLS asks of its connection, passed on; mutants override what they do wrong. */
class PassingLink implements SecurityLayer.Link {

  private final SecurityLayer.Link next;

  PassingLink(SecurityLayer.Link next) {
    this.next = next;
  }

  @Override
  public void deliver(SharedBuffer plaintext) {
    next.deliver(plaintext);
  }

  @Override
  public void established() {
    next.established();
  }

  @Override
  public void peerFinished() {
    next.peerFinished();
  }

  @Override
  public void stall(boolean stalled) {
    next.stall(stalled);
  }

  @Override
  public void flush() {
    next.flush();
  }

  @Override
  public void wake() {
    next.wake();
  }

  @Override
  public void leave() {
    next.leave();
  }

  @Override
  public void comeHome() {
    next.comeHome();
  }
}
