package io.iocp.streaming.command;

import io.iocp.websocket.WebSocketRequest;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How commands show the server who they are. */
final class ServerOptions {

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec command;

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      defaultValue = "${env:IOCP_TOKEN}",
      description = "Who you are; better in the variable IOCP_TOKEN, where others do not see it.")
  private @Nullable String token;

  /** The request; what is wrong with it is a wrong command line. */
  WebSocketRequest request(URI address) {
    try {
      return ClientTransport.request(address, token);
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
  }

  /** A command line that is not understood. */
  ParameterException wrong(String why) {
    if (command == null) {
      throw new IllegalStateException("not part of a command");
    }
    return new ParameterException(command.commandLine(), why);
  }
}
