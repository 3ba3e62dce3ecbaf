package io.iocp.streaming.endtoend;

import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Runs a program under a seccomp profile in the form that container runtimes read (OCI runtime
 * specification, {@code linux.seccomp}), as they do: with libseccomp, without new privileges, and
 * leaving out calls that this machine does not know.
 */
final class Confined {

  private static final int UNKNOWN_CALL = -1;
  private static final int ALL_THREADS = 4; // SCMP_FLTATR_CTL_TSYNC
  private static final int ALLOW = 0x7FFF0000;
  private static final int ERRNO = 0x00050000;
  private static final int EPERM = 1;

  // struct scmp_arg_cmp of seccomp.h: argument, comparison, two values.
  private static final int COMPARISON_BYTES = 24;
  private static final int OPERATOR_OFFSET = 4;
  private static final int VALUE_OFFSET = 8;
  private static final int SECOND_VALUE_OFFSET = 16;
  private static final Map<String, Integer> OPERATORS =
      Map.of("SCMP_CMP_EQ", 4, "SCMP_CMP_MASKED_EQ", 7);

  private final LibSeccomp seccomp = LibSeccomp.load();
  private final LibC libc = Native.load("c", LibC.class);

  /**
   * Takes the process of this program.
   *
   * @param args the profile, then the program and its arguments
   */
  public static void main(String[] args) throws IOException {
    JsonNode profile = JsonMapper.shared().readTree(Files.readString(Path.of(args[0])));
    new Confined().run(profile, Arrays.copyOfRange(args, 1, args.length));
  }

  /** Whether it can be done here. */
  static boolean isPossible() {
    try {
      return LibSeccomp.load() != null;
    } catch (UnsatisfiedLinkError e) {
      return false;
    }
  }

  private void run(JsonNode profile, String[] command) {
    Pointer filter = seccomp.seccomp_init(action(profile, "defaultAction", "defaultErrnoRet"));
    for (JsonNode rule : profile.path("syscalls")) {
      int action = action(rule, "action", "errnoRet");
      List<JsonNode> comparisons = rule.path("args").valueStream().toList();
      Memory array = new Memory(Math.max(1, comparisons.size()) * (long) COMPARISON_BYTES);
      for (int i = 0; i < comparisons.size(); i++) {
        write(comparisons.get(i), array.share((long) i * COMPARISON_BYTES));
      }
      for (JsonNode name : rule.path("names")) {
        int call = seccomp.seccomp_syscall_resolve_name(name.asString());
        if (call != UNKNOWN_CALL) {
          check(
              seccomp.seccomp_rule_add_array(filter, action, call, comparisons.size(), array),
              name.asString());
        }
      }
    }
    check(seccomp.seccomp_attr_set(filter, ALL_THREADS, 1), "all threads");
    check(seccomp.seccomp_load(filter), "load");
    libc.execvp(command[0], command);
    throw new IllegalStateException(command[0] + " cannot be run: " + Native.getLastError());
  }

  private static int action(JsonNode of, String name, String errorName) {
    String action = of.path(name).asString();
    return switch (action) {
      case "SCMP_ACT_ALLOW" -> ALLOW;
      case "SCMP_ACT_ERRNO" -> ERRNO | of.path(errorName).asInt(EPERM);
      default -> throw new IllegalArgumentException(action);
    };
  }

  private static void write(JsonNode comparison, Pointer to) {
    to.setInt(0, comparison.path("index").asInt());
    to.setInt(OPERATOR_OFFSET, OPERATORS.get(comparison.path("op").asString()));
    to.setLong(VALUE_OFFSET, comparison.path("value").asLong());
    to.setLong(SECOND_VALUE_OFFSET, comparison.path("valueTwo").asLong(0));
  }

  private static void check(int result, String what) {
    if (result != 0) {
      throw new IllegalStateException("seccomp, " + what + ": " + result);
    }
  }

  /** See seccomp.h. */
  private interface LibSeccomp extends Library {

    static LibSeccomp load() {
      return Native.load("libseccomp.so.2", LibSeccomp.class);
    }

    Pointer seccomp_init(int defaultAction);

    int seccomp_syscall_resolve_name(String name);

    int seccomp_rule_add_array(
        Pointer filter, int action, int call, int comparisons, Pointer array);

    int seccomp_attr_set(Pointer filter, int attribute, int value);

    int seccomp_load(Pointer filter);
  }

  private interface LibC extends Library {

    int execvp(String program, String[] arguments);
  }
}
