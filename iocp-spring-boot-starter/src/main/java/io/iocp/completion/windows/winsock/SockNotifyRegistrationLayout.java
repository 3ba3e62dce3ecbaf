package io.iocp.completion.windows.winsock;

/**
 * {@code <winsock2.h>} since Windows 11 and Windows Server 2022:
 *
 * <pre>{@code
 * typedef struct SOCK_NOTIFY_REGISTRATION {
 *     SOCKET socket;
 *     PVOID  completionKey;
 *     UINT16 eventFilter;
 *     UINT8  operation;
 *     UINT8  triggerFlags;
 *     DWORD  registrationResult;
 * } SOCK_NOTIFY_REGISTRATION;
 * }</pre>
 */
public final class SockNotifyRegistrationLayout {

  public static final int SIZE = 24;
  public static final int SOCKET_OFFSET = 0;
  public static final int COMPLETION_KEY_OFFSET = 8;
  public static final int EVENT_FILTER_OFFSET = 16;
  public static final int OPERATION_OFFSET = 18;
  public static final int TRIGGER_FLAGS_OFFSET = 19;
  public static final int REGISTRATION_RESULT_OFFSET = 20;

  public static final int SOCK_NOTIFY_EVENT_IN = 0x01;
  public static final int SOCK_NOTIFY_EVENT_HANGUP = 0x04;
  public static final int SOCK_NOTIFY_EVENT_ERR = 0x40;
  public static final int SOCK_NOTIFY_EVENT_REMOVE = 0x80;

  public static final int SOCK_NOTIFY_OP_ENABLE = 0x01;
  public static final int SOCK_NOTIFY_OP_DISABLE = 0x02;
  public static final int SOCK_NOTIFY_OP_REMOVE = 0x04;

  public static final int SOCK_NOTIFY_TRIGGER_ONESHOT = 0x01;
  public static final int SOCK_NOTIFY_TRIGGER_PERSISTENT = 0x02;
  public static final int SOCK_NOTIFY_TRIGGER_LEVEL = 0x04;
  public static final int SOCK_NOTIFY_TRIGGER_EDGE = 0x08;

  private SockNotifyRegistrationLayout() {}
}
