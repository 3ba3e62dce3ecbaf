package io.iocp.completion.windows.winsock;

import com.sun.jna.Structure;
import com.sun.jna.Structure.FieldOrder;
import io.iocp.completion.jna.GroupRequestLayout;
import io.iocp.completion.jna.SockaddrLayout;
import java.util.List;
import java.util.Map;

/**
 * The structs behind the layout classes: what they are in C, and once more as JNA lays them out.
 */
final class Structs {

  /**
   * One struct.
   *
   * @param name its type in C
   * @param twin the same as JNA lays it out from its field types
   * @param size what the layout class says
   * @param offsets what the layout class says, by the field's name in C
   */
  record Struct(
      String name, Class<? extends Structure> twin, int size, Map<String, Integer> offsets) {}

  static final List<Struct> ALL =
      List.of(
          new Struct(
              "OVERLAPPED",
              Overlapped.class,
              OverlappedLayout.SIZE,
              Map.of(
                  "Internal", OverlappedLayout.INTERNAL_OFFSET,
                  "InternalHigh", OverlappedLayout.INTERNAL_HIGH_OFFSET,
                  "Offset", OverlappedLayout.OFFSET_OFFSET,
                  "OffsetHigh", OverlappedLayout.OFFSET_HIGH_OFFSET,
                  "hEvent", OverlappedLayout.EVENT_OFFSET)),
          new Struct(
              "OVERLAPPED_ENTRY",
              OverlappedEntry.class,
              OverlappedEntryLayout.SIZE,
              Map.of(
                  "lpCompletionKey", OverlappedEntryLayout.KEY_OFFSET,
                  "lpOverlapped", OverlappedEntryLayout.OVERLAPPED_OFFSET,
                  "Internal", OverlappedEntryLayout.INTERNAL_OFFSET,
                  "dwNumberOfBytesTransferred", OverlappedEntryLayout.BYTES_OFFSET)),
          new Struct(
              "WSABUF",
              WsaBuf.class,
              WsaBufLayout.SIZE,
              Map.of("len", WsaBufLayout.LEN_OFFSET, "buf", WsaBufLayout.BUF_OFFSET)),
          new Struct(
              "struct sockaddr_in",
              SockaddrIn.class,
              SockaddrLayout.IN_SIZE,
              Map.of(
                  "sin_family", SockaddrLayout.FAMILY_OFFSET,
                  "sin_port", SockaddrLayout.PORT_OFFSET,
                  "sin_addr", SockaddrLayout.IN_ADDR_OFFSET)),
          new Struct(
              "struct sockaddr_in6",
              SockaddrIn6.class,
              SockaddrLayout.IN6_SIZE,
              Map.of(
                  "sin6_family", SockaddrLayout.FAMILY_OFFSET,
                  "sin6_port", SockaddrLayout.PORT_OFFSET,
                  "sin6_flowinfo", SockaddrLayout.IN6_FLOWINFO_OFFSET,
                  "sin6_addr", SockaddrLayout.IN6_ADDR_OFFSET,
                  "sin6_scope_id", SockaddrLayout.IN6_SCOPE_ID_OFFSET)),
          new Struct(
              "struct group_source_req",
              GroupSourceReq.class,
              GroupRequestLayout.SIZE,
              Map.of(
                  "gsr_interface", GroupRequestLayout.INTERFACE_OFFSET,
                  "gsr_group", GroupRequestLayout.GROUP_OFFSET,
                  "gsr_source", GroupRequestLayout.SOURCE_OFFSET)),
          new Struct(
              "struct group_req",
              GroupReq.class,
              GroupRequestLayout.SIZE_WITHOUT_SOURCE,
              Map.of(
                  "gr_interface", GroupRequestLayout.INTERFACE_OFFSET,
                  "gr_group", GroupRequestLayout.GROUP_OFFSET)),
          new Struct(
              "struct ip_mreq_source",
              IpMreqSource.class,
              IpMembershipLayout.SIZE,
              Map.of(
                  "imr_multiaddr", IpMembershipLayout.GROUP_OFFSET,
                  "imr_sourceaddr", IpMembershipLayout.SOURCE_OFFSET,
                  "imr_interface", IpMembershipLayout.INTERFACE_OFFSET)),
          new Struct(
              "struct ip_mreq",
              IpMreq.class,
              IpMembershipLayout.SIZE_WITHOUT_SOURCE,
              Map.of(
                  "imr_multiaddr", IpMembershipLayout.GROUP_OFFSET,
                  "imr_interface", IpMembershipLayout.INTERFACE_WITHOUT_SOURCE_OFFSET)),
          new Struct(
              "struct linger",
              Linger.class,
              LingerLayout.SIZE,
              Map.of("l_onoff", LingerLayout.ONOFF_OFFSET, "l_linger", LingerLayout.LINGER_OFFSET)),
          new Struct(
              "struct tcp_keepalive",
              KeepAlive.class,
              KeepAliveLayout.SIZE,
              Map.of(
                  "onoff", KeepAliveLayout.ONOFF_OFFSET,
                  "keepalivetime", KeepAliveLayout.TIME_OFFSET,
                  "keepaliveinterval", KeepAliveLayout.INTERVAL_OFFSET)),
          new Struct(
              "GUID",
              Guid.class,
              GuidLayout.SIZE,
              Map.of(
                  "Data1", GuidLayout.DATA1_OFFSET,
                  "Data2", GuidLayout.DATA2_OFFSET,
                  "Data3", GuidLayout.DATA3_OFFSET,
                  "Data4", GuidLayout.DATA4_OFFSET)),
          new Struct(
              "WSADATA",
              WsaData.class,
              WsaDataLayout.SIZE,
              Map.of("wVersion", WsaDataLayout.VERSION_OFFSET)),
          new Struct(
              "WSAPROTOCOL_INFOW",
              ProtocolInfo.class,
              ProtocolInfoLayout.SIZE,
              Map.of("dwServiceFlags1", ProtocolInfoLayout.SERVICE_FLAGS_1_OFFSET)),
          new Struct(
              "SOCK_NOTIFY_REGISTRATION",
              SockNotifyRegistration.class,
              SockNotifyRegistrationLayout.SIZE,
              Map.of(
                  "socket", SockNotifyRegistrationLayout.SOCKET_OFFSET,
                  "completionKey", SockNotifyRegistrationLayout.COMPLETION_KEY_OFFSET,
                  "eventFilter", SockNotifyRegistrationLayout.EVENT_FILTER_OFFSET,
                  "operation", SockNotifyRegistrationLayout.OPERATION_OFFSET,
                  "triggerFlags", SockNotifyRegistrationLayout.TRIGGER_FLAGS_OFFSET,
                  "registrationResult", SockNotifyRegistrationLayout.REGISTRATION_RESULT_OFFSET)),
          new Struct(
              "TRANSMIT_FILE_BUFFERS",
              TransmitFileBuffers.class,
              TransmitFileBuffersLayout.SIZE,
              Map.of(
                  "Head", TransmitFileBuffersLayout.HEAD_OFFSET,
                  "HeadLength", TransmitFileBuffersLayout.HEAD_LENGTH_OFFSET,
                  "Tail", TransmitFileBuffersLayout.TAIL_OFFSET,
                  "TailLength", TransmitFileBuffersLayout.TAIL_LENGTH_OFFSET)),
          new Struct(
              "AFD_POLL_INFO",
              AfdPollInfo.class,
              AfdPollInfoLayout.SIZE,
              Map.of(
                  "Timeout", AfdPollInfoLayout.TIMEOUT_OFFSET,
                  "NumberOfHandles", AfdPollInfoLayout.NUMBER_OF_HANDLES_OFFSET,
                  "Exclusive", AfdPollInfoLayout.EXCLUSIVE_OFFSET,
                  "Handles", AfdPollInfoLayout.HANDLE_OFFSET)),
          new Struct(
              "AFD_POLL_HANDLE_INFO",
              AfdPollHandleInfo.class,
              AfdPollInfoLayout.SIZE - AfdPollInfoLayout.HANDLE_OFFSET,
              Map.of(
                  "Handle", 0,
                  "Events", AfdPollInfoLayout.EVENTS_OFFSET - AfdPollInfoLayout.HANDLE_OFFSET,
                  "Status", AfdPollInfoLayout.STATUS_OFFSET - AfdPollInfoLayout.HANDLE_OFFSET)),
          new Struct(
              "OBJECT_ATTRIBUTES",
              ObjectAttributes.class,
              ObjectAttributesLayout.SIZE,
              Map.of(
                  "Length", ObjectAttributesLayout.LENGTH_OFFSET,
                  "ObjectName", ObjectAttributesLayout.OBJECT_NAME_OFFSET)),
          new Struct(
              "UNICODE_STRING",
              UnicodeString.class,
              ObjectAttributesLayout.UNICODE_STRING_SIZE,
              Map.of(
                  "Length", ObjectAttributesLayout.UNICODE_STRING_LENGTH_OFFSET,
                  "MaximumLength", ObjectAttributesLayout.UNICODE_STRING_MAXIMUM_LENGTH_OFFSET,
                  "Buffer", ObjectAttributesLayout.UNICODE_STRING_BUFFER_OFFSET)));

  private Structs() {}

  @FieldOrder({"Internal", "InternalHigh", "Offset", "OffsetHigh", "hEvent"})
  public static class Overlapped extends Structure {
    public long Internal;
    public long InternalHigh;
    public int Offset;
    public int OffsetHigh;
    public long hEvent;
  }

  @FieldOrder({"lpCompletionKey", "lpOverlapped", "Internal", "dwNumberOfBytesTransferred"})
  public static class OverlappedEntry extends Structure {
    public long lpCompletionKey;
    public long lpOverlapped;
    public long Internal;
    public int dwNumberOfBytesTransferred;
  }

  @FieldOrder({"len", "buf"})
  public static class WsaBuf extends Structure {
    public int len;
    public long buf;
  }

  @FieldOrder({"sin_family", "sin_port", "sin_addr", "sin_zero"})
  public static class SockaddrIn extends Structure {
    public short sin_family;
    public short sin_port;
    public int sin_addr;
    public byte[] sin_zero = new byte[8];
  }

  @FieldOrder({"sin6_family", "sin6_port", "sin6_flowinfo", "sin6_addr", "sin6_scope_id"})
  public static class SockaddrIn6 extends Structure {
    public short sin6_family;
    public short sin6_port;
    public int sin6_flowinfo;
    public byte[] sin6_addr = new byte[16];
    public int sin6_scope_id;
  }

  @FieldOrder({"l_onoff", "l_linger"})
  public static class Linger extends Structure {
    public short l_onoff;
    public short l_linger;
  }

  @FieldOrder({"onoff", "keepalivetime", "keepaliveinterval"})
  public static class KeepAlive extends Structure {
    public int onoff;
    public int keepalivetime;
    public int keepaliveinterval;
  }

  @FieldOrder({"Data1", "Data2", "Data3", "Data4"})
  public static class Guid extends Structure {
    public int Data1;
    public short Data2;
    public short Data3;
    public byte[] Data4 = new byte[8];
  }

  @FieldOrder({
    "wVersion",
    "wHighVersion",
    "iMaxSockets",
    "iMaxUdpDg",
    "lpVendorInfo",
    "szDescription",
    "szSystemStatus"
  })
  public static class WsaData extends Structure {
    public short wVersion;
    public short wHighVersion;
    public short iMaxSockets;
    public short iMaxUdpDg;
    public long lpVendorInfo;
    public byte[] szDescription = new byte[257];
    public byte[] szSystemStatus = new byte[129];
  }

  @FieldOrder({
    "dwServiceFlags1",
    "otherFlags",
    "ProviderId",
    "dwCatalogEntryId",
    "ProtocolChain",
    "integers",
    "dwMessageSize",
    "dwProviderReserved",
    "szProtocol"
  })
  public static class ProtocolInfo extends Structure {
    public int dwServiceFlags1;
    public int[] otherFlags = new int[4];
    public Guid ProviderId = new Guid();
    public int dwCatalogEntryId;
    public int[] ProtocolChain = new int[8];
    public int[] integers = new int[9];
    public int dwMessageSize;
    public int dwProviderReserved;
    public short[] szProtocol = new short[256];
  }

  @FieldOrder({
    "socket",
    "completionKey",
    "eventFilter",
    "operation",
    "triggerFlags",
    "registrationResult"
  })
  public static class SockNotifyRegistration extends Structure {
    public long socket;
    public long completionKey;
    public short eventFilter;
    public byte operation;
    public byte triggerFlags;
    public int registrationResult;
  }

  @FieldOrder({"Head", "HeadLength", "Tail", "TailLength"})
  public static class TransmitFileBuffers extends Structure {
    public long Head;
    public int HeadLength;
    public long Tail;
    public int TailLength;
  }

  @FieldOrder({"Handle", "Events", "Status"})
  public static class AfdPollHandleInfo extends Structure {
    public long Handle;
    public int Events;
    public int Status;
  }

  @FieldOrder({"gsr_interface", "gsr_group", "gsr_source"})
  public static class GroupSourceReq extends Structure {
    public int gsr_interface;
    // A sockaddr_storage is aligned like its longest member.
    public long[] gsr_group = new long[16];
    public long[] gsr_source = new long[16];
  }

  @FieldOrder({"gr_interface", "gr_group"})
  public static class GroupReq extends Structure {
    public int gr_interface;
    public long[] gr_group = new long[16];
  }

  @FieldOrder({"imr_multiaddr", "imr_sourceaddr", "imr_interface"})
  public static class IpMreqSource extends Structure {
    public int imr_multiaddr;
    public int imr_sourceaddr;
    public int imr_interface;
  }

  @FieldOrder({"imr_multiaddr", "imr_interface"})
  public static class IpMreq extends Structure {
    public int imr_multiaddr;
    public int imr_interface;
  }

  @FieldOrder({"Timeout", "NumberOfHandles", "Exclusive", "Handles"})
  public static class AfdPollInfo extends Structure {
    public long Timeout;
    public int NumberOfHandles;
    public int Exclusive;
    public AfdPollHandleInfo Handles = new AfdPollHandleInfo();
  }

  @FieldOrder({
    "Length",
    "RootDirectory",
    "ObjectName",
    "Attributes",
    "SecurityDescriptor",
    "SecurityQualityOfService"
  })
  public static class ObjectAttributes extends Structure {
    public int Length;
    public long RootDirectory;
    public long ObjectName;
    public int Attributes;
    public long SecurityDescriptor;
    public long SecurityQualityOfService;
  }

  @FieldOrder({"Length", "MaximumLength", "Buffer"})
  public static class UnicodeString extends Structure {
    public short Length;
    public short MaximumLength;
    public long Buffer;
  }
}
