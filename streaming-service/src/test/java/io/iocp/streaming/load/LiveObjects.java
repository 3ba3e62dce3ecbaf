package io.iocp.streaming.load;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** What is on the heap and reachable, after a full collection. */
final class LiveObjects {

  private LiveObjects() {}

  /** Instances of exactly this class. */
  static long count(Class<?> type) {
    return count(type.getName());
  }

  /** How many there are of a class that is nobody else's to know. */
  static long count(String className) {
    return histogram()
        .lines()
        .map(String::strip)
        .map(line -> line.split("\\s+", -1))
        .filter(columns -> columns.length >= 4 && columns[3].equals(className))
        .mapToLong(columns -> Long.parseLong(columns[1]))
        .sum();
  }

  /** Bytes of all objects. */
  static long bytes() {
    return histogram()
        .lines()
        .filter(line -> line.startsWith("Total"))
        .mapToLong(line -> Long.parseLong(line.split("\\s+", -1)[2]))
        .findFirst()
        .orElseThrow();
  }

  // jcmd <pid> GC.class_histogram, asked of this process.
  private static String histogram() {
    MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
    try {
      ObjectName commands = new ObjectName("com.sun.management:type=DiagnosticCommand");
      Object[] arguments = {new String[0]};
      String[] signature = {String[].class.getName()};
      return (String) beans.invoke(commands, "gcClassHistogram", arguments, signature);
    } catch (JMException e) {
      throw new IllegalStateException("no class histogram", e);
    }
  }
}
