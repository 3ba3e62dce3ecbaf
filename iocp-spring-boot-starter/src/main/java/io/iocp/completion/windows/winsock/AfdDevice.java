package io.iocp.completion.windows.winsock;

import io.iocp.completion.jna.NativeCallException;
import io.iocp.completion.jna.NativeMemory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A handle of the driver below Winsock, {@code \Device\Afd}: it polls sockets. */
public final class AfdDevice {

  // Behind the device's own name comes one of ours, which the driver ignores.
  private static final byte[] NAME = "\\Device\\Afd\\Iocp".getBytes(StandardCharsets.UTF_16LE);

  // <winnt.h>, <winternl.h>
  private static final int SYNCHRONIZE = 0x00100000;
  private static final int FILE_SHARE_READ_WRITE = 3;
  private static final int FILE_OPEN = 1;

  private static final int NAME_OFFSET = ObjectAttributesLayout.SIZE;
  private static final int TEXT_OFFSET = NAME_OFFSET + ObjectAttributesLayout.UNICODE_STRING_SIZE;
  private static final int STATUS_OFFSET = TEXT_OFFSET + 64;
  private static final int HANDLE_OFFSET = STATUS_OFFSET + 16;

  private final long handle;

  // Channels that poll here; guarded by the devices.
  public int tenants;

  private AfdDevice(long handle) {
    this.handle = handle;
  }

  public static AfdDevice open() throws NativeCallException {
    NativeMemory argument = NativeMemory.allocate(HANDLE_OFFSET + Long.BYTES);
    ByteBuffer bytes = argument.bytes();
    bytes.putInt(ObjectAttributesLayout.LENGTH_OFFSET, ObjectAttributesLayout.SIZE);
    bytes.putLong(ObjectAttributesLayout.OBJECT_NAME_OFFSET, argument.address() + NAME_OFFSET);
    bytes.putShort(
        NAME_OFFSET + ObjectAttributesLayout.UNICODE_STRING_LENGTH_OFFSET, (short) NAME.length);
    bytes.putShort(
        NAME_OFFSET + ObjectAttributesLayout.UNICODE_STRING_MAXIMUM_LENGTH_OFFSET,
        (short) NAME.length);
    bytes.putLong(
        NAME_OFFSET + ObjectAttributesLayout.UNICODE_STRING_BUFFER_OFFSET,
        argument.address() + TEXT_OFFSET);
    bytes.put(TEXT_OFFSET, NAME);
    int status =
        NtdllCalls.NtCreateFile(
            argument.address() + HANDLE_OFFSET,
            SYNCHRONIZE,
            argument.address(),
            argument.address() + STATUS_OFFSET,
            0,
            0,
            FILE_SHARE_READ_WRITE,
            FILE_OPEN,
            0,
            0,
            0);
    long handle = bytes.getLong(HANDLE_OFFSET);
    if (status < 0) {
      throw WindowsErrors.failure("NtCreateFile of \\Device\\Afd", status);
    }
    return new AfdDevice(handle);
  }

  public long handle() {
    return handle;
  }

  public void close() {
    Kernel32Calls.CloseHandle(handle);
  }
}
