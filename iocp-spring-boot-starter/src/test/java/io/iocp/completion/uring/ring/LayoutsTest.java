package io.iocp.completion.uring.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.completion.jna.GroupRequestLayout;
import io.iocp.completion.jna.SockaddrLayout;
import io.iocp.completion.jna.SocketAddresses;
import io.iocp.testsupport.Capability;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each layout class agrees with its twin and with the machine's C headers. */
@Timeout(180)
class LayoutsTest {

  /** A struct as its layout class has it: size and offset of each field by its name in C. */
  private record Layout(String struct, int size, Twin twin, Map<String, Integer> offsets) {}

  private static List<Layout> layouts() {
    return List.of(
        new Layout(
            "struct io_uring_params",
            ParamsLayout.SIZE,
            new Twin.Params(),
            Map.of(
                "sq_entries", ParamsLayout.SQ_ENTRIES_OFFSET,
                "cq_entries", ParamsLayout.CQ_ENTRIES_OFFSET,
                "flags", ParamsLayout.FLAGS_OFFSET,
                "features", ParamsLayout.FEATURES_OFFSET,
                "sq_off.head", ParamsLayout.SQ_HEAD_OFFSET,
                "sq_off.tail", ParamsLayout.SQ_TAIL_OFFSET,
                "sq_off.flags", ParamsLayout.SQ_FLAGS_OFFSET,
                "sq_off.array", ParamsLayout.SQ_ARRAY_OFFSET,
                "cq_off.head", ParamsLayout.CQ_HEAD_OFFSET,
                "cq_off.tail", ParamsLayout.CQ_TAIL_OFFSET)),
        new Layout(
            "struct io_uring_params",
            ParamsLayout.SIZE,
            new Twin.Params(),
            Map.of("cq_off.cqes", ParamsLayout.CQ_CQES_OFFSET)),
        new Layout(
            "struct io_uring_sqe",
            SqeLayout.SIZE,
            new Twin.Sqe(),
            Map.of(
                "opcode", SqeLayout.OPCODE_OFFSET,
                "flags", SqeLayout.FLAGS_OFFSET,
                "ioprio", SqeLayout.IOPRIO_OFFSET,
                "fd", SqeLayout.FD_OFFSET,
                "off", SqeLayout.OFF_OFFSET,
                "addr", SqeLayout.ADDR_OFFSET,
                "len", SqeLayout.LEN_OFFSET,
                "msg_flags", SqeLayout.OP_FLAGS_OFFSET,
                "user_data", SqeLayout.USER_DATA_OFFSET,
                "buf_group", SqeLayout.BUF_GROUP_OFFSET)),
        new Layout(
            "struct io_uring_sqe",
            SqeLayout.SIZE,
            new Twin.Sqe(),
            Map.of(
                "personality", SqeLayout.PERSONALITY_OFFSET,
                "file_index", SqeLayout.FILE_INDEX_OFFSET,
                "addr3", SqeLayout.ADDR3_OFFSET)),
        new Layout(
            "struct io_uring_cqe",
            CqeLayout.SIZE,
            new Twin.Cqe(),
            Map.of(
                "user_data", CqeLayout.USER_DATA_OFFSET,
                "res", CqeLayout.RES_OFFSET,
                "flags", CqeLayout.FLAGS_OFFSET)),
        new Layout(
            "struct io_uring_buf",
            BufferRingLayout.ENTRY_SIZE,
            new Twin.Buffer(),
            Map.of(
                "addr", BufferRingLayout.ENTRY_ADDR_OFFSET,
                "len", BufferRingLayout.ENTRY_LEN_OFFSET,
                "bid", BufferRingLayout.ENTRY_BID_OFFSET)),
        new Layout(
            "struct io_uring_buf_ring",
            BufferRingLayout.ENTRY_SIZE,
            new Twin.BufferRingHeader(),
            Map.of("tail", BufferRingLayout.TAIL_OFFSET)),
        new Layout(
            "struct io_uring_buf_reg",
            BufferRingRegistrationLayout.SIZE,
            new Twin.BufferRingRegistration(),
            Map.of(
                "ring_addr", BufferRingRegistrationLayout.RING_ADDR_OFFSET,
                "ring_entries", BufferRingRegistrationLayout.RING_ENTRIES_OFFSET,
                "bgid", BufferRingRegistrationLayout.BGID_OFFSET)),
        new Layout(
            "struct io_uring_probe_op",
            ProbeLayout.OP_SIZE,
            new Twin.ProbeOp(),
            Map.of("flags", ProbeLayout.OP_FLAGS_OFFSET)),
        new Layout(
            "struct io_uring_getevents_arg",
            WaitArgumentLayout.ARGUMENT_SIZE,
            new Twin.GeteventsArgument(),
            Map.of("ts", WaitArgumentLayout.TS_OFFSET)),
        new Layout(
            "struct __kernel_timespec",
            WaitArgumentLayout.TIMESPEC_SIZE,
            new Twin.Timespec(),
            Map.of(
                "tv_sec", WaitArgumentLayout.TV_SEC_OFFSET - WaitArgumentLayout.TIMESPEC_OFFSET,
                "tv_nsec", WaitArgumentLayout.TV_NSEC_OFFSET - WaitArgumentLayout.TIMESPEC_OFFSET)),
        new Layout(
            "struct iovec",
            IovecLayout.SIZE,
            new Twin.Iovec(),
            Map.of("iov_base", IovecLayout.BASE_OFFSET, "iov_len", IovecLayout.LEN_OFFSET)),
        new Layout(
            "struct msghdr",
            MsghdrLayout.SIZE,
            new Twin.Msghdr(),
            Map.of(
                "msg_name", MsghdrLayout.NAME_OFFSET,
                "msg_namelen", MsghdrLayout.NAMELEN_OFFSET,
                "msg_iov", MsghdrLayout.IOV_OFFSET,
                "msg_iovlen", MsghdrLayout.IOVLEN_OFFSET,
                "msg_control", MsghdrLayout.CONTROL_OFFSET,
                "msg_controllen", MsghdrLayout.CONTROLLEN_OFFSET,
                "msg_flags", MsghdrLayout.FLAGS_OFFSET)),
        new Layout(
            "struct io_uring_recvmsg_out",
            RecvmsgOutLayout.SIZE,
            new Twin.RecvmsgOut(),
            Map.of(
                "namelen", RecvmsgOutLayout.NAMELEN_OFFSET,
                "controllen", RecvmsgOutLayout.CONTROLLEN_OFFSET,
                "payloadlen", RecvmsgOutLayout.PAYLOADLEN_OFFSET,
                "flags", RecvmsgOutLayout.FLAGS_OFFSET)),
        new Layout(
            "struct sockaddr_in",
            SockaddrLayout.IN_SIZE,
            new Twin.SockaddrIn(),
            Map.of(
                "sin_family", SockaddrLayout.FAMILY_OFFSET,
                "sin_port", SockaddrLayout.PORT_OFFSET,
                "sin_addr", SockaddrLayout.IN_ADDR_OFFSET)),
        new Layout(
            "struct sockaddr_in6",
            SockaddrLayout.IN6_SIZE,
            new Twin.SockaddrIn6(),
            Map.of(
                "sin6_family", SockaddrLayout.FAMILY_OFFSET,
                "sin6_port", SockaddrLayout.PORT_OFFSET,
                "sin6_flowinfo", SockaddrLayout.IN6_FLOWINFO_OFFSET,
                "sin6_addr", SockaddrLayout.IN6_ADDR_OFFSET,
                "sin6_scope_id", SockaddrLayout.IN6_SCOPE_ID_OFFSET)),
        new Layout(
            "struct group_source_req",
            GroupRequestLayout.SIZE,
            new Twin.GroupSourceReq(),
            Map.of(
                "gsr_interface", GroupRequestLayout.INTERFACE_OFFSET,
                "gsr_group", GroupRequestLayout.GROUP_OFFSET,
                "gsr_source", GroupRequestLayout.SOURCE_OFFSET)),
        new Layout(
            "struct group_req",
            GroupRequestLayout.SIZE_WITHOUT_SOURCE,
            new Twin.GroupReq(),
            Map.of(
                "gr_interface", GroupRequestLayout.INTERFACE_OFFSET,
                "gr_group", GroupRequestLayout.GROUP_OFFSET)),
        new Layout(
            "struct linger",
            LingerLayout.SIZE,
            new Twin.Linger(),
            Map.of("l_onoff", LingerLayout.ONOFF_OFFSET, "l_linger", LingerLayout.LINGER_OFFSET)));
  }

  @BeforeEach
  void onLinux() {
    String os = System.getProperty("os.name");
    Capability.require("linux", os.equals("Linux"), "this is " + os);
  }

  @Test
  void layoutsAgreeWithTheirTwins() {
    for (Layout layout : layouts()) {
      assertThat(layout.twin().size()).as(layout.struct()).isEqualTo(layout.size());
      layout
          .offsets()
          .forEach(
              (field, offset) ->
                  assertThat(layout.twin().offset(field))
                      .as("%s.%s", layout.struct(), field)
                      .isEqualTo(offset));
    }
    Twin.Probe probe = new Twin.Probe();
    assertThat(probe.offset("last_op")).isEqualTo(ProbeLayout.LAST_OP_OFFSET);
    assertThat(probe.offset("ops")).isEqualTo(ProbeLayout.OPS_OFFSET);
  }

  @Test
  void layoutsAgreeWithTheHeadersOfThisMachine(@TempDir Path directory) throws Exception {
    Path gcc = Capability.requireProgram("gcc");
    Map<String, Integer> expected = new TreeMap<>();
    for (Layout layout : layouts()) {
      expected.put("sizeof(" + layout.struct() + ")", layout.size());
      layout
          .offsets()
          .forEach(
              (field, offset) ->
                  expected.put("offsetof(" + layout.struct() + ", " + field + ")", offset));
    }
    expected.put("offsetof(struct io_uring_probe, last_op)", ProbeLayout.LAST_OP_OFFSET);
    expected.put("offsetof(struct io_uring_probe, ops)", ProbeLayout.OPS_OFFSET);
    expected.putAll(constants());

    assertThat(compileAndRun(gcc, directory, expected.keySet()))
        .containsExactlyInAnyOrderEntriesOf(expected);
  }

  private static Map<String, Integer> constants() {
    Map<String, Integer> constants = new TreeMap<>();
    constants.put("IORING_OP_NOP", SqeLayout.OP_NOP);
    constants.put("IORING_OP_POLL_ADD", SqeLayout.OP_POLL_ADD);
    constants.put("IORING_OP_SENDMSG", SqeLayout.OP_SENDMSG);
    constants.put("IORING_OP_RECVMSG", SqeLayout.OP_RECVMSG);
    constants.put("IORING_OP_READ", SqeLayout.OP_READ);
    constants.put("IORING_OP_ACCEPT", SqeLayout.OP_ACCEPT);
    constants.put("IORING_OP_ASYNC_CANCEL", SqeLayout.OP_ASYNC_CANCEL);
    constants.put("IORING_OP_CONNECT", SqeLayout.OP_CONNECT);
    constants.put("IORING_OP_CLOSE", SqeLayout.OP_CLOSE);
    constants.put("IORING_OP_SEND", SqeLayout.OP_SEND);
    constants.put("IORING_OP_RECV", SqeLayout.OP_RECV);
    constants.put("IOSQE_BUFFER_SELECT", SqeLayout.FLAG_BUFFER_SELECT);
    constants.put("IORING_ACCEPT_MULTISHOT", SqeLayout.ACCEPT_MULTISHOT);
    constants.put("IORING_RECVSEND_POLL_FIRST", SqeLayout.RECVSEND_POLL_FIRST);
    constants.put("IORING_RECV_MULTISHOT", SqeLayout.RECV_MULTISHOT);
    constants.put("IORING_POLL_ADD_MULTI", SqeLayout.POLL_ADD_MULTI);
    constants.put("IORING_CQE_F_BUFFER", CqeLayout.F_BUFFER);
    constants.put("IORING_CQE_F_MORE", CqeLayout.F_MORE);
    constants.put("IORING_CQE_BUFFER_SHIFT", CqeLayout.BUFFER_SHIFT);
    constants.put("IORING_SETUP_CQSIZE", ParamsLayout.SETUP_CQSIZE);
    constants.put("IORING_SETUP_CLAMP", ParamsLayout.SETUP_CLAMP);
    constants.put("IORING_SETUP_R_DISABLED", ParamsLayout.SETUP_R_DISABLED);
    constants.put("IORING_SETUP_SUBMIT_ALL", ParamsLayout.SETUP_SUBMIT_ALL);
    constants.put("IORING_SETUP_COOP_TASKRUN", ParamsLayout.SETUP_COOP_TASKRUN);
    constants.put("IORING_SETUP_SINGLE_ISSUER", ParamsLayout.SETUP_SINGLE_ISSUER);
    constants.put("IORING_SETUP_DEFER_TASKRUN", ParamsLayout.SETUP_DEFER_TASKRUN);
    constants.put("IORING_FEAT_SINGLE_MMAP", ParamsLayout.FEATURE_SINGLE_MMAP);
    constants.put("IORING_FEAT_NODROP", ParamsLayout.FEATURE_NODROP);
    constants.put("IORING_FEAT_FAST_POLL", ParamsLayout.FEATURE_FAST_POLL);
    constants.put("IORING_FEAT_EXT_ARG", ParamsLayout.FEATURE_EXT_ARG);
    constants.put("IO_URING_OP_SUPPORTED", ProbeLayout.OP_SUPPORTED);
    constants.put("SOCK_CLOEXEC", Sockets.SOCK_CLOEXEC);
    constants.put("MSG_TRUNC", Sockets.MSG_TRUNC);
    constants.put("MSG_MORE", Sockets.MSG_MORE);
    constants.put("MSG_WAITALL", Sockets.MSG_WAITALL);
    constants.put("MSG_NOSIGNAL", Sockets.MSG_NOSIGNAL);
    constants.put("MCAST_JOIN_GROUP", Sockets.MCAST_JOIN_GROUP);
    constants.put("MCAST_JOIN_SOURCE_GROUP", Sockets.MCAST_JOIN_SOURCE_GROUP);
    constants.put("AF_INET", SocketAddresses.AF_INET);
    constants.put("AF_INET6", Sockets.AF_INET6);
    constants.put("ECANCELED", LinuxErrors.ECANCELED);
    constants.put("ENOBUFS", LinuxErrors.ENOBUFS);
    constants.put("ETIME", LinuxErrors.ETIME);
    constants.put("EBADR", LinuxErrors.EBADR);
    constants.put("ECONNRESET", LinuxErrors.ECONNRESET);
    return constants;
  }

  private static Map<String, Integer> compileAndRun(
      Path gcc, Path directory, Iterable<String> expressions) throws Exception {
    StringBuilder source =
        new StringBuilder(
            """
            #include <errno.h>
            #include <linux/io_uring.h>
            #include <linux/time_types.h>
            #include <netinet/in.h>
            #include <stddef.h>
            #include <stdio.h>
            #include <sys/socket.h>
            #include <sys/uio.h>
            int main(void) {
            """);
    for (String expression : expressions) {
      source
          .append("printf(\"%s=%lld\\n\", \"")
          .append(expression)
          .append("\", (long long) (")
          .append(expression)
          .append("));\n");
    }
    Path file = directory.resolve("layouts.c");
    Path program = directory.resolve("layouts");
    Files.writeString(file, source.append("return 0;\n}\n"));
    run(List.of(gcc.toString(), "-o", program.toString(), file.toString()));
    Map<String, Integer> answers = new TreeMap<>();
    for (String line : run(List.of(program.toString()))) {
      int equals = line.lastIndexOf('=');
      answers.put(line.substring(0, equals), Integer.parseInt(line.substring(equals + 1)));
    }
    return answers;
  }

  private static List<String> run(List<String> command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    List<String> output = new ArrayList<>();
    try (var reader = process.inputReader(StandardCharsets.US_ASCII)) {
      reader.lines().forEach(output::add);
    }
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as("%s: %s", command, output).isZero();
    return output;
  }
}
