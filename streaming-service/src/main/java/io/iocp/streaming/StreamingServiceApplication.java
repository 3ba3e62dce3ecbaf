package io.iocp.streaming;

import io.iocp.streaming.command.Commands;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts the streaming service, or runs the command that the first argument names. */
@SpringBootApplication
public class StreamingServiceApplication {

  /**
   * Runs the service until the process is asked to stop, or a command.
   *
   * @param args property overrides in Spring Boot's form, such as {@code --iocp.port=9000}; or a
   *     command and its arguments, such as {@code publish --help}
   */
  public static void main(String[] args) {
    if (Commands.areNamedBy(args)) {
      System.exit(Commands.run(args));
    }
    OutOfMemoryExit.install();
    SpringApplication.run(StreamingServiceApplication.class, args);
  }
}
