package io.iocp.streaming.command;

import io.iocp.websocket.WebSocketRequest;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Leaves files at a server, gets some from it, and asks which there are. */
@Command(
    name = "files",
    description = "Leaves a file at a server, gets one from it, or lists what is there.",
    synopsisSubcommandLabel = "put|get|list",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done, and the SHA-256 is right",
      "1:something failed that has no code of its own",
      "2:the command line is not understood",
      "3:the server refuses; its words are on standard error",
      "4:the server is not reached, or was lost: run it again to go on",
      "5:there is no such file here, or already one"
    })
final class FilesCommand {

  private static final String SERVER = "Where the files are: ws://host:9000/files, or wss:.";

  @Command(
      name = "put",
      description =
          "Leaves a file under its name; goes on where an earlier attempt was broken off.")
  int put(
      @Mixin ServerOptions server,
      @Option(names = "--server", required = true, paramLabel = "ADDRESS", description = SERVER)
          URI address,
      @Parameters(paramLabel = "FILE", description = "The file here; its name is its name there.")
          Path file)
      throws IOException, InterruptedException {
    Terminal terminal = Terminal.standard();
    if (!Files.isRegularFile(file)) {
      terminal.say(file + ": there is no such file");
      return ExitCode.NO_SOURCE;
    }
    return FilesClient.put(about(server, address, file), file, terminal);
  }

  @Command(
      name = "get",
      description = "Gets a file; goes on where an earlier attempt was broken off.")
  int get(
      @Mixin ServerOptions server,
      @Option(names = "--server", required = true, paramLabel = "ADDRESS", description = SERVER)
          URI address,
      @Parameters(paramLabel = "FILE", description = "Where it goes; its name is its name there.")
          Path file)
      throws IOException, InterruptedException {
    Terminal terminal = Terminal.standard();
    if (Files.exists(file)) {
      terminal.say(file + ": there is such a file already");
      return ExitCode.NO_SOURCE;
    }
    return FilesClient.get(about(server, address, file), file, terminal);
  }

  @Command(
      name = "list",
      description = "Lists size and name of the files that are there, to standard output.")
  int list(
      @Mixin ServerOptions server,
      @Option(names = "--server", required = true, paramLabel = "ADDRESS", description = SERVER)
          URI address)
      throws IOException, InterruptedException {
    return FilesClient.list(server.request(address), System.out, Terminal.standard());
  }

  /** An address for the one file: whoever may exchange only this one may come here, too. */
  private static WebSocketRequest about(ServerOptions server, URI address, Path file) {
    String name = URLEncoder.encode(file.getFileName().toString(), StandardCharsets.UTF_8);
    return server.request(URI.create(address + "/" + name.replace("+", "%20")));
  }
}
