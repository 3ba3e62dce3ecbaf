package io.iocp.admin.addresses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.iocp.IocpTransport;
import io.iocp.access.AccessLimits;
import io.iocp.access.AccessLists;
import io.iocp.access.AccessPolicy;
import io.iocp.access.AddressRange;
import io.iocp.access.TrustedProxies;
import io.iocp.admin.AdminContext;
import io.iocp.admin.problem.ProblemAutoConfiguration;
import io.iocp.clients.Clients;
import io.iocp.websocket.protocol.WsClose;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

class AddressesControllerTest {

  private static final String ALLOW = "/api/v1/addresses/allow";
  private static final String DENY = "/api/v1/addresses/deny";
  // Where requests come from here.
  private static final String OWN = "127.0.0.1";

  private final Clients clients = mock(Clients.class);
  private final AdminContext context = context(TrustedProxies.NONE);
  private AccessPolicy policy = policy(TrustedProxies.NONE);

  private static AccessPolicy policy(TrustedProxies proxies) {
    return new AccessPolicy(
        new AccessLimits(1000, 0, 0, 1), AccessLists.OPEN, proxies, () -> 0, () -> Instant.EPOCH);
  }

  private AdminContext context(TrustedProxies proxies) {
    policy = policy(proxies);
    IocpTransport transport = mock(IocpTransport.class);
    when(transport.clients()).thenReturn(clients);
    when(clients.access()).thenAnswer(call -> policy);
    return AdminContext.with(AddressesAutoConfiguration.class, ProblemAutoConfiguration.class)
        .bean(IocpTransport.class, transport);
  }

  private static List<AddressRange> ranges(String... texts) {
    return Stream.of(texts).map(AddressRange::parse).toList();
  }

  private static MvcTestResult add(MockMvcTester mvc, String list, String body) {
    return mvc.post().uri(list).contentType(MediaType.APPLICATION_JSON).content(body).exchange();
  }

  private static MvcTestResult addRange(MockMvcTester mvc, String list, String range) {
    return add(mvc, list, "{\"range\": \"" + range + "\"}");
  }

  private static void assertProblem(MvcTestResult answer, HttpStatus status, String type) {
    assertThat(answer)
        .hasStatus(status)
        .bodyJson()
        .extractingPath("$.type")
        .isEqualTo("urn:iocp:problem:" + type);
  }

  @Test
  void anEntryIsAddedOnceAndRemovedOnce() {
    context.run(
        mvc -> {
          assertThat(addRange(mvc, DENY, "192.0.2.0/24"))
              .hasStatus(HttpStatus.CREATED)
              .hasHeader(HttpHeaders.LOCATION, DENY + "/192.0.2.0/24")
              .bodyJson()
              .isStrictlyEqualTo(
                  "{\"range\": \"192.0.2.0/24\", \"address\": \"192.0.2.0\", \"prefix\": 24}");
          assertThat(addRange(mvc, DENY, "192.0.2.0/24")).hasStatus(HttpStatus.OK);
          assertThat(policy.lists()).isEqualTo(new AccessLists(List.of(), ranges("192.0.2.0/24")));
          assertThat(mvc.get().uri(DENY + "/192.0.2.0/24")).hasStatusOk();
          assertProblem(
              mvc.get().uri(ALLOW + "/192.0.2.0/24").exchange(),
              HttpStatus.NOT_FOUND,
              "address-not-listed");
          assertThat(mvc.delete().uri(DENY + "/192.0.2.0/24")).hasStatus(HttpStatus.NO_CONTENT);
          assertProblem(
              mvc.delete().uri(DENY + "/192.0.2.0/24").exchange(),
              HttpStatus.NOT_FOUND,
              "address-not-listed");
          assertThat(policy.lists()).isEqualTo(AccessLists.OPEN);
          verify(clients, never()).disconnectUnadmitted(any());
        });
  }

  @Test
  void aListIsShownInOrderPageByPage() {
    policy.lists(new AccessLists(List.of(), ranges("2001:db8::/32", "192.0.2.9", "10.0.0.0/8")));
    context.run(
        mvc -> {
          assertThat(mvc.get().uri(DENY + "?limit=2"))
              .bodyJson()
              .isStrictlyEqualTo(
                  """
                  {
                    "addresses": [
                      {"range": "10.0.0.0/8", "address": "10.0.0.0", "prefix": 8},
                      {"range": "192.0.2.9", "address": "192.0.2.9", "prefix": 32}
                    ],
                    "next": "192.0.2.9"
                  }
                  """);
          assertThat(mvc.get().uri(DENY + "?limit=2&after=192.0.2.9"))
              .bodyJson()
              .isStrictlyEqualTo(
                  """
                  {
                    "addresses": [
                      {"range": "2001:db8::/32", "address": "2001:db8::", "prefix": 32}
                    ],
                    "next": null
                  }
                  """);
          assertThat(mvc.get().uri(ALLOW))
              .bodyJson()
              .isStrictlyEqualTo("{\"addresses\": [], \"next\": null}");
        });
  }

  @Test
  void whatIsNoRangeIsRefusedByItsField() {
    context.run(
        mvc -> {
          for (String range : List.of("here", "10.1.2.3/8", "10.0.0.0/33", "")) {
            MvcTestResult answer = addRange(mvc, ALLOW, range);
            assertProblem(answer, HttpStatus.BAD_REQUEST, "invalid-parameter");
            assertThat(answer).bodyJson().extractingPath("$.errors[0].property").isEqualTo("range");
          }
          assertThat(addRange(mvc, ALLOW, "10.1.2.3/8"))
              .bodyJson()
              .extractingPath("$.detail")
              .asString()
              .contains("bits are set beyond the prefix", "the range is 10.0.0.0/8");
          assertProblem(add(mvc, ALLOW, "{}"), HttpStatus.BAD_REQUEST, "invalid-parameter");
          assertProblem(
              add(mvc, ALLOW, "{\"range\": \"10.0.0.0/8\", \"reason\": \"x\"}"),
              HttpStatus.BAD_REQUEST,
              "invalid-body");
          MvcTestResult neither = addRange(mvc, "/api/v1/addresses/bans", "10.0.0.0/8");
          assertProblem(neither, HttpStatus.BAD_REQUEST, "invalid-parameter");
          assertThat(neither)
              .bodyJson()
              .extractingPath("$.errors[0].bounds")
              .isEqualTo("allow or deny");
          assertThat(policy.lists()).isEqualTo(AccessLists.OPEN);
        });
  }

  @Test
  void nobodyShutsOutHimselfUnlessHeMeansIt() {
    context.run(
        mvc -> {
          MvcTestResult refused = addRange(mvc, ALLOW, "192.0.2.0/24");
          assertProblem(refused, HttpStatus.CONFLICT, "shuts-out-caller");
          assertThat(refused).bodyJson().extractingPath("$.detail").asString().contains(OWN);
          assertProblem(
              addRange(mvc, DENY, "127.0.0.0/8"), HttpStatus.CONFLICT, "shuts-out-caller");
          assertThat(policy.lists()).isEqualTo(AccessLists.OPEN);

          assertThat(addRange(mvc, ALLOW, OWN)).hasStatus(HttpStatus.CREATED);
          assertThat(addRange(mvc, ALLOW, "192.0.2.0/24")).hasStatus(HttpStatus.CREATED);
          String own = ALLOW + "/" + OWN + "/32";
          assertProblem(mvc.delete().uri(own).exchange(), HttpStatus.CONFLICT, "shuts-out-caller");
          assertThat(mvc.delete().uri(own + "?force=true")).hasStatus(HttpStatus.NO_CONTENT);
          assertThat(addRange(mvc, DENY, OWN))
              .as("who is shut out already is not shut out by that")
              .hasStatus(HttpStatus.CREATED);
          assertThat(policy.lists())
              .isEqualTo(new AccessLists(ranges("192.0.2.0/24"), ranges(OWN)));
        });
  }

  @Test
  void noListShutsOutATrustedProxy() {
    AdminContext behindProxy = context(new TrustedProxies(ranges("127.0.0.0/8"), false));
    behindProxy.run(
        mvc -> assertThat(addRange(mvc, DENY, "127.0.0.0/8")).hasStatus(HttpStatus.CREATED));
  }

  @Test
  void whoIsConnectedStaysUnlessThatIsAskedFor() {
    context.run(
        mvc -> {
          String body = "{\"range\": \"192.0.2.0/24\", \"disconnect\": true}";
          assertThat(add(mvc, DENY, body)).hasStatus(HttpStatus.CREATED);
          assertThat(add(mvc, DENY, body)).hasStatus(HttpStatus.OK);
          assertThat(mvc.delete().uri(DENY + "/192.0.2.0/24?disconnect=true"))
              .hasStatus(HttpStatus.NO_CONTENT);
          verify(clients, times(3)).disconnectUnadmitted(new WsClose(1008, "address not allowed"));
        });
  }

  @Test
  void aListHasAnEnd() {
    List<AddressRange> full =
        IntStream.range(0, AccessLists.MAXIMUM_RANGES)
            .mapToObj(i -> AddressRange.parse("10." + (i >> 8) + "." + (i & 255) + ".1"))
            .toList();
    policy.lists(new AccessLists(List.of(), full));
    context.run(
        mvc -> {
          assertProblem(
              addRange(mvc, DENY, "192.0.2.1"), HttpStatus.CONFLICT, "too-many-addresses");
          assertThat(addRange(mvc, DENY, "10.0.0.1")).hasStatus(HttpStatus.OK);
          assertThat(addRange(mvc, ALLOW, OWN)).hasStatus(HttpStatus.CREATED);
        });
  }
}
