package io.iocp.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class ActuatorGateTest {

  private static final String ELSEWHERE = "192.0.2.7";

  private final PathMappedEndpoints endpoints = mock(PathMappedEndpoints.class);
  private final ActuatorGate gate = new ActuatorGate(endpoints);

  @BeforeEach
  void mapEndpoints() {
    when(endpoints.getAllPaths())
        .thenReturn(
            List.of(
                "/actuator/health", "/actuator/info", "/actuator/iocp", "/actuator/prometheus"));
    when(endpoints.getPath(EndpointId.of("health"))).thenReturn("/actuator/health");
    when(endpoints.getPath(EndpointId.of("info"))).thenReturn("/actuator/info");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/actuator/iocp", "/actuator/iocp/7", "/actuator/prometheus"})
  void clientsAndTrafficAreForThisMachineOnly(String path) throws Exception {
    assertThat(answer(request(path, ELSEWHERE))).isEqualTo(403);
    assertThat(answer(request(path, "127.0.0.1"))).isEqualTo(200);
    assertThat(answer(request(path, "0:0:0:0:0:0:0:1"))).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/actuator/health", "/actuator/health/readiness", "/actuator/info", "/", "/iocp"})
  void theRestIsForEverybody(String path) throws Exception {
    assertThat(answer(request(path, ELSEWHERE))).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Forwarded", "X-Forwarded-For", "X-Real-IP", "Via"})
  void whatAProxyOnThisMachinePassesOnComesFromElsewhere(String header) throws Exception {
    MockHttpServletRequest request = request("/actuator/iocp", "127.0.0.1");
    request.addHeader(header, "127.0.0.1");
    assertThat(answer(request)).isEqualTo(403);
  }

  @Test
  void aHeaderThatWasTakenForTheRemoteAddressOpensNothing() throws Exception {
    MockHttpServletRequest request = request("/actuator/iocp", ELSEWHERE);
    request.setRemoteAddr("127.0.0.1");
    assertThat(answer(request)).isEqualTo(403);
  }

  private int answer(MockHttpServletRequest request) throws Exception {
    MockHttpServletResponse response = new MockHttpServletResponse();
    gate.doFilter(request, response, new MockFilterChain());
    return response.getStatus();
  }

  private static MockHttpServletRequest request(String path, String address) {
    MockHttpServletRequest request = new MockHttpServletRequest("GET", path);
    request.setServletPath(path);
    request.setLocalAddr(address);
    request.setRemoteAddr(address);
    return request;
  }
}
