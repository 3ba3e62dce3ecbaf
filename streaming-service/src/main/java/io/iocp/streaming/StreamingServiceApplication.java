package io.iocp.streaming;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts the streaming service. */
@SpringBootApplication
public class StreamingServiceApplication {

  /**
   * Runs the service until the process is asked to stop.
   *
   * @param args property overrides in Spring Boot's form, such as {@code --iocp.port=9000}
   */
  public static void main(String[] args) {
    SpringApplication.run(StreamingServiceApplication.class, args);
  }
}
