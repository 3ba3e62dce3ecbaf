package io.iocp.connection;

import io.iocp.access.AccessPolicy;
import io.iocp.completion.PortFile;
import io.iocp.completion.PortWorker;
import io.iocp.statistics.Counters;
import io.iocp.time.NanoClock;
import io.iocp.time.TimerWheel;
import java.io.IOException;
import java.nio.file.Path;

/** What a connection and its parts want of whoever has it. Any thread. */
interface ConnectionHost {

  /** The options of now. */
  ConnectionOptions options();

  AccessPolicy accessPolicy();

  Counters<ConnectionCounter> counters();

  TimerWheel timers();

  NanoClock clock();

  /** Opens a file that the port can send by itself. */
  PortFile openFile(Path path) throws IOException;

  /** A receive of the worker's latest batch has come to its handler: measures how long it took. */
  void handled(PortWorker worker);

  /** The connection has had its last call. */
  void closed(long id, CloseCause cause);
}
