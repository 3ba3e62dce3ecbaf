package io.iocp.completion.windows.winsock;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.completion.windows.winsock.Structs.Struct;
import io.iocp.testsupport.Capability;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The layouts against the Windows headers of mingw-w64: a program that compiles only if every size
 * and every offset is what the layout classes say.
 */
@Timeout(60)
class LayoutsInCTest {

  private static final String COMPILER = "x86_64-w64-mingw32-gcc";

  // The first is too new for Debian's headers, the others are in none. The guard tells the former.
  private static final String NOT_IN_THE_HEADERS =
      """
      #ifndef SOCK_NOTIFY_OP_ENABLE
      typedef struct SOCK_NOTIFY_REGISTRATION {
        SOCKET socket;
        PVOID completionKey;
        UINT16 eventFilter;
        UINT8 operation;
        UINT8 triggerFlags;
        DWORD registrationResult;
      } SOCK_NOTIFY_REGISTRATION;
      #endif
      typedef struct _AFD_POLL_HANDLE_INFO {
        HANDLE Handle;
        ULONG Events;
        NTSTATUS Status;
      } AFD_POLL_HANDLE_INFO;
      typedef struct _AFD_POLL_INFO {
        LARGE_INTEGER Timeout;
        ULONG NumberOfHandles;
        ULONG Exclusive;
        AFD_POLL_HANDLE_INFO Handles[1];
      } AFD_POLL_INFO;
      """;

  @Test
  void sizesAndOffsetsAreThoseOfTheHeaders(@TempDir Path directory) throws Exception {
    Path compiler = Capability.requireProgram(COMPILER);
    Path source = Files.writeString(directory.resolve("layouts.c"), program());
    Path output = directory.resolve("compiler.txt");
    Process compilation =
        new ProcessBuilder(
                compiler.toString(), "-c", "-o", directory + "/layouts.o", source.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(compilation.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(compilation.exitValue()).as(Files.readString(output)).isZero();
  }

  private static String program() {
    StringBuilder program =
        new StringBuilder(
            """
            #include <stddef.h>
            #include <winsock2.h>
            #include <ws2tcpip.h>
            #include <mswsock.h>
            #include <mstcpip.h>
            #include <windows.h>
            #include <winternl.h>
            """);
    program.append(NOT_IN_THE_HEADERS);
    for (Struct struct : Structs.ALL) {
      check(program, "sizeof(" + struct.name() + ")", struct.size());
      struct
          .offsets()
          .forEach(
              (field, offset) ->
                  check(program, "offsetof(" + struct.name() + ", " + field + ")", offset));
    }
    return program.toString();
  }

  private static void check(StringBuilder program, String expression, int value) {
    program.append("_Static_assert(%s == %d, \"%s\");%n".formatted(expression, value, expression));
  }
}
