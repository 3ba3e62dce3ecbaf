package io.iocp.simulation;

/** Who is at the other end of a session, as the application of a life knows him. */
interface Visitor {

  /** What he has sent. */
  MessageCheck toServer();

  /** What was sent to him. */
  MessageCheck toClient();

  /** Whether he deserves a session. */
  boolean expectsSession();

  /** Whether that is the code with which he says goodbye. */
  boolean saidGoodbye(int code);

  /** What was accepted for him need not arrive any more. */
  void backlogWasDropped();

  /** Whether he has connected, or was refused. */
  boolean hasCome();
}
