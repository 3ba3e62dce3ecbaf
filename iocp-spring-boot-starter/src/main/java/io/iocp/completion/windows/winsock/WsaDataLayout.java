package io.iocp.completion.windows.winsock;

/**
 * {@code <winsock2.h>}, the answer of {@code WSAStartup} on 64-bit Windows:
 *
 * <pre>{@code
 * typedef struct WSAData {
 *     WORD           wVersion;
 *     WORD           wHighVersion;
 *     unsigned short iMaxSockets;
 *     unsigned short iMaxUdpDg;
 *     char          *lpVendorInfo;
 *     char           szDescription[WSADESCRIPTION_LEN + 1];   // 257
 *     char           szSystemStatus[WSASYS_STATUS_LEN + 1];   // 129
 * } WSADATA;
 * }</pre>
 */
final class WsaDataLayout {

  static final int SIZE = 408;
  static final int VERSION_OFFSET = 0;

  private WsaDataLayout() {}
}
