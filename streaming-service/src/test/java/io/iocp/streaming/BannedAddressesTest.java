package io.iocp.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.iocp.access.AccessPolicy;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class BannedAddressesTest {

  @ParameterizedTest
  @CsvSource({
    "203.0.113.7, true, 403",
    "203.0.113.7, false, 200",
    "127.0.0.1, true, 200",
    "::1, true, 200",
    "2001:db8::1, true, 403"
  })
  void whoIsBannedIsShutOutOfTheWebPortButNeverTheMachineItself(
      String address, boolean banned, int status) throws Exception {
    AccessPolicy policy = mock(AccessPolicy.class);
    when(policy.isBanned(any())).thenReturn(banned);
    MockHttpServletRequest request = new MockHttpServletRequest("GET", "/");
    request.setRemoteAddr(address);
    MockHttpServletResponse response = new MockHttpServletResponse();

    new BannedAddresses(policy).doFilter(request, response, new MockFilterChain());

    assertThat(response.getStatus()).isEqualTo(status);
  }
}
