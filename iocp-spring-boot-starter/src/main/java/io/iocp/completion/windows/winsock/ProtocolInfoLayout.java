package io.iocp.completion.windows.winsock;

/**
 * {@code <winsock2.h>}, the answer of {@code SO_PROTOCOL_INFOW}. Only its first field is read:
 * {@code XP1_IFS_HANDLES} there says that the provider's sockets are file handles of the system, so
 * that completion ports see all of their completions.
 *
 * <pre>{@code
 * typedef struct _WSAPROTOCOL_INFOW {
 *     DWORD            dwServiceFlags1;
 *     DWORD            dwServiceFlags2, dwServiceFlags3, dwServiceFlags4, dwProviderFlags;
 *     GUID             ProviderId;
 *     DWORD            dwCatalogEntryId;
 *     WSAPROTOCOLCHAIN ProtocolChain;                          // an int and seven DWORDs
 *     int              iVersion, iAddressFamily, iMaxSockAddr, iMinSockAddr, iSocketType,
 *                      iProtocol, iProtocolMaxOffset, iNetworkByteOrder, iSecurityScheme;
 *     DWORD            dwMessageSize, dwProviderReserved;
 *     WCHAR            szProtocol[WSAPROTOCOL_LEN + 1];        // 256
 * } WSAPROTOCOL_INFOW;
 * }</pre>
 */
final class ProtocolInfoLayout {

  static final int SIZE = 628;
  static final int SERVICE_FLAGS_1_OFFSET = 0;
  static final int XP1_IFS_HANDLES = 0x20000;

  private ProtocolInfoLayout() {}
}
