package io.iocp.admin.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.iocp.IocpTransport;
import io.iocp.admin.AdminContext;
import io.iocp.admin.problem.ProblemAutoConfiguration;
import io.iocp.clients.ClientSnapshot;
import io.iocp.clients.Clients;
import io.iocp.completion.OperationKind;
import io.iocp.connection.ConnectionSnapshot;
import io.iocp.connection.ConnectionState;
import io.iocp.websocket.protocol.WsClose;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;

class ClientsControllerTest {

  private static final String URL = "/api/v1/clients";

  private final Clients clients = mock(Clients.class);
  private final IocpTransport transport = mock(IocpTransport.class);

  private final AdminContext context =
      AdminContext.with(ClientsAutoConfiguration.class, ProblemAutoConfiguration.class)
          .bean(IocpTransport.class, transport);

  ClientsControllerTest() {
    when(transport.clients()).thenReturn(clients);
  }

  @Test
  void aListSaysWhereItGoesOn() {
    when(clients.page(0, 3)).thenReturn(List.of(client(4), client(5), client(9)));

    context.run(
        mvc ->
            assertThat(mvc.get().uri(URL + "?limit=2"))
                .hasStatusOk()
                .bodyJson()
                .isLenientlyEqualTo("{clients: [{id: 4}, {id: 5}], next: 5}"));
  }

  @Test
  void theLastPartOfAListSaysThatItIsTheLast() {
    when(clients.page(5, 3)).thenReturn(List.of(client(9)));

    context.run(
        mvc ->
            assertThat(mvc.get().uri(URL + "?limit=2&after=5"))
                .hasStatusOk()
                .bodyJson()
                .isLenientlyEqualTo("{clients: [{id: 9}], next: null}"));
  }

  @Test
  void aListIsBoundedEvenIfNobodyAsks() {
    when(clients.page(0, 101)).thenReturn(List.of());

    context.run(
        mvc ->
            assertThat(mvc.get().uri(URL))
                .hasStatusOk()
                .bodyJson()
                .isStrictlyEqualTo("{clients: [], next: null, matching: 0}"));
  }

  @ParameterizedTest
  @CsvSource({
    "limit=0, 'limit must be 1 to 1000: limit=0'",
    "limit=1001, 'limit must be 1 to 1000: limit=1001'",
    "limit=many, 'limit must be of type int: limit=many'",
    "after=yesterday, 'after must be of type long: after=yesterday'",
    "offset=-1, 'offset must be at least 0: offset=-1'",
    "state=ASLEEP, 'state must be one of OPENING, OPEN, CLOSING, CLOSED, ABORTED: state=ASLEEP'",
    "after=3&sort=age, 'after requires sorting by id, and cannot be combined with offset'"
  })
  void aParameterOutOfItsRangeIsRefusedByName(String query, String detail) {
    context.run(
        mvc ->
            assertThat(mvc.get().uri(URL + "?" + query))
                .hasStatus(HttpStatus.BAD_REQUEST)
                .hasContentType(MediaType.APPLICATION_PROBLEM_JSON)
                .bodyJson()
                .isLenientlyEqualTo(
                    """
                    {
                      "type": "urn:iocp:problem:invalid-parameter",
                      "title": "Invalid parameter",
                      "status": 400,
                      "detail": "%s",
                      "instance": "/api/v1/clients"
                    }
                    """
                        .formatted(detail)));
  }

  @Test
  void aListCanBeOrderedAndCutAnywhere() {
    when(clients.list())
        .thenReturn(List.of(client(1, "/a", 10), client(2, "/b", 30), client(3, "/a", 20)));

    context.run(
        mvc -> {
          assertThat(mvc.get().uri(URL + "?sort=-receivedBytes&limit=2"))
              .bodyJson()
              .isLenientlyEqualTo("{clients: [{id: 2}, {id: 3}], next: null, matching: 3}");
          assertThat(mvc.get().uri(URL + "?sort=-receivedBytes&limit=2&offset=2"))
              .bodyJson()
              .isLenientlyEqualTo("{clients: [{id: 1}], matching: 3}");
          assertThat(mvc.get().uri(URL + "?sort=path&offset=1"))
              .bodyJson()
              .isLenientlyEqualTo("{clients: [{id: 3}, {id: 2}]}");
        });
  }

  @Test
  void aListShowsThoseWhoMatch() {
    when(clients.list())
        .thenReturn(List.of(client(1, "/a", 10), client(2, "/B", 30), client(3, null, 20)));

    context.run(
        mvc -> {
          assertThat(mvc.get().uri(URL + "?q=/b"))
              .bodyJson()
              .isLenientlyEqualTo("{clients: [{id: 2}], next: null, matching: 1}");
          assertThat(mvc.get().uri(URL + "?q=2001:DB8&limit=1&worker=1&state=OPEN"))
              .bodyJson()
              .isLenientlyEqualTo("{clients: [{id: 1}], next: 1, matching: 3}");
          assertThat(mvc.get().uri(URL + "?q=2001:DB8&limit=1&after=1"))
              .bodyJson()
              .isLenientlyEqualTo("{clients: [{id: 2}], next: 2, matching: 3}");
          assertThat(mvc.get().uri(URL + "?worker=7"))
              .bodyJson()
              .isLenientlyEqualTo("{clients: [], matching: 0}");
        });
  }

  @Test
  void anUnknownOrderIsRefusedWithThoseThereAre() {
    context.run(
        mvc ->
            assertThat(mvc.get().uri(URL + "?sort=-shoe"))
                .hasStatus(HttpStatus.BAD_REQUEST)
                .bodyJson()
                .extractingPath("detail")
                .asString()
                .contains("age", "queuedBytes", "sort=-shoe"));
  }

  @Test
  void oneClientIsShownWithAllItsFigures() {
    when(clients.find(7)).thenReturn(Optional.of(client(7)));

    context.run(
        mvc ->
            assertThat(mvc.get().uri(URL + "/7"))
                .hasStatusOk()
                .bodyJson()
                .isStrictlyEqualTo(
                    """
                    {
                      "id": 7,
                      "remoteAddress": "[2001:db8:0:0:0:0:0:1]:50000",
                      "protocol": "websocket",
                      "outbound": false,
                      "path": "/watch/desk",
                      "subprotocol": null,
                      "state": "OPEN",
                      "worker": 1,
                      "pendingIo": {"RECEIVE": 1},
                      "nextReadSequence": 2,
                      "currentSendSequence": 3,
                      "nextSendSequence": 4,
                      "receivedBytes": 500,
                      "sentBytes": 600,
                      "queuedBytes": 4096,
                      "unsentBytes": 2048,
                      "queuedBuffers": 1,
                      "lagMillis": 7,
                      "ageMillis": 1200
                    }
                    """));
  }

  @Test
  void anUnknownClientIsAProblemWithATypeOfItsOwn() {
    when(clients.find(7)).thenReturn(Optional.empty());

    context.run(
        mvc ->
            assertThat(mvc.get().uri(URL + "/7"))
                .hasStatus(HttpStatus.NOT_FOUND)
                .bodyJson()
                .isLenientlyEqualTo(
                    """
                    {
                      "type": "urn:iocp:problem:client-not-found",
                      "detail": "No client with the id 7 is connected.",
                      "instance": "/api/v1/clients/7"
                    }
                    """));
  }

  @Test
  void disconnectingSaysWhyToTheClient() {
    when(clients.disconnect(7, new WsClose(4000, "maintenance"))).thenReturn(true);

    context.run(
        mvc ->
            assertThat(mvc.delete().uri(URL + "/7?code=4000&reason=maintenance"))
                .hasStatus(HttpStatus.ACCEPTED));
    verify(clients).disconnect(7, new WsClose(4000, "maintenance"));
  }

  @Test
  void disconnectingWithoutAReasonIsAPolicyViolation() {
    when(clients.disconnect(7, new WsClose(1008, "disconnected by an administrator")))
        .thenReturn(true);

    context.run(mvc -> assertThat(mvc.delete().uri(URL + "/7")).hasStatus(HttpStatus.ACCEPTED));
  }

  @Test
  void disconnectingSomebodyWhoLeftIsNotFound() {
    context.run(
        mvc ->
            assertThat(mvc.delete().uri(URL + "/7"))
                .hasStatus(HttpStatus.NOT_FOUND)
                .bodyJson()
                .extractingPath("type")
                .isEqualTo("urn:iocp:problem:client-not-found"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000})
  void aCodeThatNoCloseFrameMayCarryIsRefused(int code) {
    context.run(
        mvc ->
            assertThat(mvc.delete().uri(URL + "/7?code=" + code))
                .hasStatus(HttpStatus.BAD_REQUEST)
                .bodyJson()
                .extractingPath("type")
                .isEqualTo("urn:iocp:problem:invalid-parameter"));
    verify(clients, never()).disconnect(anyLong(), any());
  }

  @Test
  void aReasonMustFitIntoACloseFrame() {
    when(clients.disconnect(7, new WsClose(1008, "é".repeat(61) + "e"))).thenReturn(true);

    context.run(
        mvc -> {
          assertThat(mvc.delete().uri(URL + "/7").param("reason", "é".repeat(61) + "e"))
              .hasStatus(HttpStatus.ACCEPTED);
          assertThat(mvc.delete().uri(URL + "/7").param("reason", "é".repeat(62)))
              .hasStatus(HttpStatus.BAD_REQUEST);
        });
  }

  @Test
  void aReasonCannotBreakALineOfTheLog() {
    context.run(
        mvc ->
            assertThat(mvc.delete().uri(URL + "/7").param("reason", "a\nb"))
                .hasStatus(HttpStatus.BAD_REQUEST));
  }

  @Test
  void aServiceWithoutTheTransportHasNoClients() {
    AdminContext.with(ClientsAutoConfiguration.class, ProblemAutoConfiguration.class)
        .run(mvc -> assertThat(mvc.get().uri(URL)).hasStatus(HttpStatus.NOT_FOUND));
  }

  private static ClientSnapshot client(long id) {
    return client(id, "/watch/desk", 500);
  }

  private static ClientSnapshot client(long id, @Nullable String path, long receivedBytes) {
    return new ClientSnapshot(
        new ConnectionSnapshot(
            id,
            new InetSocketAddress("2001:db8::1", 50000),
            1,
            ConnectionState.OPEN,
            Map.of(OperationKind.RECEIVE, 1),
            2,
            3,
            4,
            receivedBytes,
            600,
            4096,
            2048,
            1_200_999_999,
            7_000_000,
            null),
        "websocket",
        false,
        path,
        null);
  }
}
