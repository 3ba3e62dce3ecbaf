package io.iocp.streaming.command;

import java.io.PrintWriter;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * What the jar does instead of serving. Starts nothing of Spring, and says nothing but its own
 * words.
 */
public final class Commands {

  private static final Set<String> HELP = Set.of("-h", "--help", "-V", "--version");

  private Commands() {}

  /**
   * Whether these are arguments of a command: they begin with a word, or ask for help or the
   * version. All others are the service's.
   */
  public static boolean areNamedBy(String... arguments) {
    return arguments.length > 0 && (!arguments[0].startsWith("-") || HELP.contains(arguments[0]));
  }

  /**
   * Runs the command; a word that is none gets the usage.
   *
   * @return the code to exit with
   */
  public static int run(String... arguments) {
    // Without Spring nobody else would set up the log; it must not be touched before.
    System.setProperty("logback.configurationFile", "io/iocp/streaming/command/logback.xml");
    return commandLine()
        .setParameterExceptionHandler(
            (failure, given) -> {
              PrintWriter errors = failure.getCommandLine().getErr();
              errors.println(failure.getMessage());
              failure.getCommandLine().usage(errors);
              return ExitCode.USAGE;
            })
        .setExecutionExceptionHandler(
            (failure, command, parsed) -> {
              Terminal.standard().say("failed: " + failure);
              return ExitCode.FAILED;
            })
        .execute(arguments);
  }

  /** All commands with their options. */
  static CommandLine commandLine() {
    return new CommandLine(new Root());
  }

  /** The jar itself. */
  @Command(
      name = "java -jar streaming-service.jar",
      description =
          "Without a command: the service, which relays live video. Its arguments are properties,"
              + " such as --iocp.port=9000 --streaming.security.mode=open.%n",
      scope = ScopeType.INHERIT,
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      usageHelpWidth = 100,
      synopsisSubcommandLabel = "[COMMAND]",
      subcommands = {PublishCommand.class, FilesCommand.class, HelpCommand.class})
  private static final class Root implements Runnable {

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
      throw new ParameterException(spec.commandLine(), "which command?");
    }
  }

  /** The jar's, by its manifest. */
  private static final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
      String version = Commands.class.getPackage().getImplementationVersion();
      return new String[] {version == null ? "not from a jar" : version};
    }
  }
}
