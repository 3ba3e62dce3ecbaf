package io.iocp.completion.uring.ring;

import com.sun.jna.Pointer;
import com.sun.jna.Structure;
import com.sun.jna.Structure.FieldOrder;

/**
 * The structs of the layout classes once more, as JNA lays them out from their field types. Nothing
 * but their sizes and offsets is used, and reading back what was written through a layout.
 */
abstract class Twin extends Structure {

  Twin() {}

  Twin(long address) {
    super(new Pointer(address));
    read();
  }

  /** Offset of a field, or of {@code field.field} in a nested struct. */
  int offset(String path) {
    int dot = path.indexOf('.');
    if (dot < 0) {
      return fieldOffset(path);
    }
    String outer = path.substring(0, dot);
    try {
      Twin nested = (Twin) getClass().getField(outer).get(this);
      return fieldOffset(outer) + nested.offset(path.substring(dot + 1));
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  @FieldOrder({
    "head",
    "tail",
    "ring_mask",
    "ring_entries",
    "flags",
    "dropped",
    "array",
    "resv1",
    "user_addr"
  })
  public static class SqOffsets extends Twin {
    public int head;
    public int tail;
    public int ring_mask;
    public int ring_entries;
    public int flags;
    public int dropped;
    public int array;
    public int resv1;
    public long user_addr;
  }

  @FieldOrder({
    "head",
    "tail",
    "ring_mask",
    "ring_entries",
    "overflow",
    "cqes",
    "flags",
    "resv1",
    "user_addr"
  })
  public static class CqOffsets extends Twin {
    public int head;
    public int tail;
    public int ring_mask;
    public int ring_entries;
    public int overflow;
    public int cqes;
    public int flags;
    public int resv1;
    public long user_addr;
  }

  @FieldOrder({
    "sq_entries",
    "cq_entries",
    "flags",
    "sq_thread_cpu",
    "sq_thread_idle",
    "features",
    "wq_fd",
    "resv",
    "sq_off",
    "cq_off"
  })
  public static class Params extends Twin {
    public int sq_entries;
    public int cq_entries;
    public int flags;
    public int sq_thread_cpu;
    public int sq_thread_idle;
    public int features;
    public int wq_fd;
    public int[] resv = new int[3];
    public SqOffsets sq_off = new SqOffsets();
    public CqOffsets cq_off = new CqOffsets();
  }

  @FieldOrder({
    "opcode",
    "flags",
    "ioprio",
    "fd",
    "off",
    "addr",
    "len",
    "msg_flags",
    "user_data",
    "buf_group",
    "personality",
    "file_index",
    "addr3",
    "pad2"
  })
  public static class Sqe extends Twin {
    public byte opcode;
    public byte flags;
    public short ioprio;
    public int fd;
    public long off;
    public long addr;
    public int len;
    public int msg_flags;
    public long user_data;
    public short buf_group;
    public short personality;
    public int file_index;
    public long addr3;
    public long pad2;

    public Sqe() {}

    Sqe(long address) {
      super(address);
    }
  }

  @FieldOrder({"user_data", "res", "flags"})
  public static class Cqe extends Twin {
    public long user_data;
    public int res;
    public int flags;
  }

  @FieldOrder({"addr", "len", "bid", "resv"})
  public static class Buffer extends Twin {
    public long addr;
    public int len;
    public short bid;
    public short resv;
  }

  @FieldOrder({"resv1", "resv2", "resv3", "tail"})
  public static class BufferRingHeader extends Twin {
    public long resv1;
    public int resv2;
    public short resv3;
    public short tail;
  }

  @FieldOrder({"ring_addr", "ring_entries", "bgid", "flags", "resv"})
  public static class BufferRingRegistration extends Twin {
    public long ring_addr;
    public int ring_entries;
    public short bgid;
    public short flags;
    public long[] resv = new long[3];
  }

  @FieldOrder({"op", "resv", "flags", "resv2"})
  public static class ProbeOp extends Twin {
    public byte op;
    public byte resv;
    public short flags;
    public int resv2;
  }

  @FieldOrder({"last_op", "ops_len", "resv", "resv2", "ops"})
  public static class Probe extends Twin {
    public byte last_op;
    public byte ops_len;
    public short resv;
    public int[] resv2 = new int[3];
    public ProbeOp ops = new ProbeOp();
  }

  @FieldOrder({"sigmask", "sigmask_sz", "pad", "ts"})
  public static class GeteventsArgument extends Twin {
    public long sigmask;
    public int sigmask_sz;
    public int pad;
    public long ts;
  }

  @FieldOrder({"tv_sec", "tv_nsec"})
  public static class Timespec extends Twin {
    public long tv_sec;
    public long tv_nsec;
  }

  @FieldOrder({"iov_base", "iov_len"})
  public static class Iovec extends Twin {
    public long iov_base;
    public long iov_len;

    public Iovec() {}

    Iovec(long address) {
      super(address);
    }
  }

  @FieldOrder({"namelen", "controllen", "payloadlen", "flags"})
  public static class RecvmsgOut extends Twin {
    public int namelen;
    public int controllen;
    public int payloadlen;
    public int flags;
  }

  @FieldOrder({
    "msg_name",
    "msg_namelen",
    "msg_iov",
    "msg_iovlen",
    "msg_control",
    "msg_controllen",
    "msg_flags"
  })
  public static class Msghdr extends Twin {
    public long msg_name;
    public int msg_namelen;
    public long msg_iov;
    public long msg_iovlen;
    public long msg_control;
    public long msg_controllen;
    public int msg_flags;

    public Msghdr() {}

    Msghdr(long address) {
      super(address);
    }
  }

  @FieldOrder({"sin_family", "sin_port", "sin_addr", "sin_zero"})
  public static class SockaddrIn extends Twin {
    public short sin_family;
    public short sin_port;
    public int sin_addr;
    public byte[] sin_zero = new byte[8];
  }

  @FieldOrder({"sin6_family", "sin6_port", "sin6_flowinfo", "sin6_addr", "sin6_scope_id"})
  public static class SockaddrIn6 extends Twin {
    public short sin6_family;
    public short sin6_port;
    public int sin6_flowinfo;
    public byte[] sin6_addr = new byte[16];
    public int sin6_scope_id;
  }

  @FieldOrder({"gsr_interface", "gsr_group", "gsr_source"})
  public static class GroupSourceReq extends Twin {
    public int gsr_interface;
    // A sockaddr_storage is aligned like its longest member.
    public long[] gsr_group = new long[16];
    public long[] gsr_source = new long[16];
  }

  @FieldOrder({"gr_interface", "gr_group"})
  public static class GroupReq extends Twin {
    public int gr_interface;
    public long[] gr_group = new long[16];
  }

  @FieldOrder({"l_onoff", "l_linger"})
  public static class Linger extends Twin {
    public int l_onoff;
    public int l_linger;
  }
}
