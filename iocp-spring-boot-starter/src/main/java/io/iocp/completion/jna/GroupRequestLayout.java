package io.iocp.completion.jna;

/**
 * {@code <netinet/in.h>}, {@code <ws2ipdef.h>}; RFC 3678, section 5. Without a source the first two
 * fields are the whole of it ({@code struct group_req}).
 *
 * <pre>{@code
 * struct group_source_req {
 *     uint32_t                gsr_interface;  // its index
 *     struct sockaddr_storage gsr_group;      // 128 bytes, aligned to 8
 *     struct sockaddr_storage gsr_source;
 * };
 * }</pre>
 */
public final class GroupRequestLayout {

  public static final int INTERFACE_OFFSET = 0;
  public static final int GROUP_OFFSET = 8;
  public static final int SOURCE_OFFSET = 136;
  public static final int SIZE = 264;
  public static final int SIZE_WITHOUT_SOURCE = 136;

  private GroupRequestLayout() {}
}
