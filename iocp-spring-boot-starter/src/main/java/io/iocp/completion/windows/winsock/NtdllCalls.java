package io.iocp.completion.windows.winsock;

import com.sun.jna.Native;

/**
 * ntdll.dll, mapped directly as in {@link Kernel32Calls}. Its functions answer an NTSTATUS, which
 * is negative when they failed.
 */
public final class NtdllCalls {

  static {
    Native.register(NtdllCalls.class, "ntdll");
  }

  private NtdllCalls() {}

  static native int NtCreateFile(
      long handle,
      int access,
      long objectAttributes,
      long ioStatusBlock,
      long allocationSize,
      int attributes,
      int share,
      int disposition,
      int options,
      long extendedAttributes,
      int extendedAttributesBytes);

  public static native int NtDeviceIoControlFile(
      long file,
      long event,
      long routine,
      long context,
      long ioStatusBlock,
      int code,
      long input,
      int inputBytes,
      long output,
      int outputBytes);
}
