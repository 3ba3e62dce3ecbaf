package io.iocp.completion.windows.winsock;

/**
 * {@code <winternl.h>}, with the name that it points to:
 *
 * <pre>{@code
 * typedef struct _OBJECT_ATTRIBUTES {
 *     ULONG           Length;
 *     HANDLE          RootDirectory;
 *     PUNICODE_STRING ObjectName;
 *     ULONG           Attributes;
 *     PVOID           SecurityDescriptor;
 *     PVOID           SecurityQualityOfService;
 * } OBJECT_ATTRIBUTES;
 *
 * typedef struct _UNICODE_STRING {
 *     USHORT Length;                   // in bytes
 *     USHORT MaximumLength;
 *     PWSTR  Buffer;
 * } UNICODE_STRING;
 * }</pre>
 */
final class ObjectAttributesLayout {

  static final int SIZE = 48;
  static final int LENGTH_OFFSET = 0;
  static final int OBJECT_NAME_OFFSET = 16;

  static final int UNICODE_STRING_SIZE = 16;
  static final int UNICODE_STRING_LENGTH_OFFSET = 0;
  static final int UNICODE_STRING_MAXIMUM_LENGTH_OFFSET = 2;
  static final int UNICODE_STRING_BUFFER_OFFSET = 8;

  private ObjectAttributesLayout() {}
}
