package io.iocp.autoconfigure.aot;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeReference;
import org.springframework.util.ClassUtils;

/**
 * What is found by name or from native code: the mappings of the systems' calls, JNA, and what
 * stands in for a web server's objects in a handshake. The configuration's properties are Spring
 * Boot's to keep.
 */
final class TransportRuntimeHints implements RuntimeHintsRegistrar {

  // Classes with native methods, which JNA binds when they are initialized.
  private static final List<String> CALLS =
      List.of(
          "io.iocp.completion.jna.LinuxSocketCalls",
          "io.iocp.completion.uring.ring.LibcCalls",
          "io.iocp.completion.windows.winsock.Kernel32Calls",
          "io.iocp.completion.windows.winsock.MswsockCalls",
          "io.iocp.completion.windows.winsock.NtdllCalls",
          "io.iocp.completion.windows.winsock.SocketNotificationCalls",
          "io.iocp.completion.windows.winsock.Winsock2Calls");

  // What JNA's own library looks for by name: its strings say so.
  private static final List<String> JNA =
      Stream.of(
              "Callback",
              "Callback$UncaughtExceptionHandler",
              "CallbackReference",
              "CallbackReference$AttachOptions",
              "FromNativeConverter",
              "IntegerType",
              "JNIEnv",
              "LastErrorException",
              "Native",
              "Native$ffi_callback",
              "NativeMapped",
              "Pointer",
              "PointerType",
              "Structure",
              "Structure$ByValue",
              "Structure$FFIType$FFITypes",
              "WString")
          .map("com.sun.jna."::concat)
          .toList();

  private static final List<String> JAVA =
      List.of(
          "java.lang.Boolean",
          "java.lang.Byte",
          "java.lang.Character",
          "java.lang.Class",
          "java.lang.Double",
          "java.lang.Error",
          "java.lang.Float",
          "java.lang.IllegalArgumentException",
          "java.lang.IllegalStateException",
          "java.lang.Integer",
          "java.lang.Long",
          "java.lang.Object",
          "java.lang.OutOfMemoryError",
          "java.lang.Short",
          "java.lang.String",
          "java.lang.System",
          "java.lang.UnsatisfiedLinkError",
          "java.lang.UnsupportedOperationException",
          "java.lang.Void",
          "java.lang.reflect.Method",
          "java.nio.Buffer",
          "java.nio.ByteBuffer",
          "java.nio.CharBuffer",
          "java.nio.DoubleBuffer",
          "java.nio.FloatBuffer",
          "java.nio.IntBuffer",
          "java.nio.LongBuffer",
          "java.nio.ShortBuffer");

  // Those that the native engines run on.
  private static final List<String> LIBRARIES =
      List.of(
          "com/sun/jna/linux-x86-64/libjnidispatch.so",
          "com/sun/jna/linux-aarch64/libjnidispatch.so",
          "com/sun/jna/win32-x86-64/jnidispatch.dll",
          "com/sun/jna/win32-aarch64/jnidispatch.dll");

  private static final List<String> SERVLET_OBJECTS =
      List.of(
          "jakarta.servlet.ServletContext",
          "jakarta.servlet.http.HttpServletRequest",
          "jakarta.servlet.http.HttpServletResponse");

  private static final MemberCategory[] ALL_MEMBERS = {
    MemberCategory.INVOKE_DECLARED_CONSTRUCTORS,
    MemberCategory.INVOKE_DECLARED_METHODS,
    MemberCategory.ACCESS_DECLARED_FIELDS
  };

  @Override
  public void registerHints(RuntimeHints hints, @Nullable ClassLoader loader) {
    for (String calls : CALLS) {
      hints.reflection().registerType(TypeReference.of(calls), ALL_MEMBERS);
      hints.jni().registerType(TypeReference.of(calls), ALL_MEMBERS);
    }
    for (String type : JNA) {
      hints.reflection().registerType(TypeReference.of(type), ALL_MEMBERS);
      hints.jni().registerType(TypeReference.of(type), ALL_MEMBERS);
    }
    for (String type : JAVA) {
      hints.jni().registerType(TypeReference.of(type), ALL_MEMBERS);
    }
    LIBRARIES.forEach(library -> hints.resources().registerPattern(library));
    // Where NIO's sockets tell their descriptors.
    hints
        .reflection()
        .registerType(
            TypeReference.of("sun.nio.ch.SelChImpl"),
            type -> type.withMethod("getFDVal", List.of(), ExecutableMode.INVOKE));
    for (String type : SERVLET_OBJECTS) {
      if (ClassUtils.isPresent(type, loader)) {
        hints.proxies().registerJdkProxy(TypeReference.of(type));
      }
    }
  }
}
