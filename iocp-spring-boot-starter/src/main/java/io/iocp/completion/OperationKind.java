package io.iocp.completion;

/** What an operation asks of the kernel. */
public enum OperationKind {
  ACCEPT,
  CONNECT,
  RECEIVE,
  SEND,
  TRANSMIT_FILE,
  RECEIVE_FROM,
  SEND_TO,
  CLOSE
}
