package io.iocp.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.RETURNS_DEEP_STUBS;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import org.apache.catalina.Valve;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.junit.jupiter.api.Test;

class RequestsPerAddressTest {

  private final RequestsPerAddress door = new RequestsPerAddress();
  private final Valve next = mock(Valve.class);
  private int depth;

  private static Request from(String address) {
    Request request = mock(Request.class);
    when(request.getRemoteAddr()).thenReturn(address);
    return request;
  }

  @Test
  void oneAddressKeepsHalfOfTheThreadsAtMost() throws Exception {
    door.setNext(next);
    Response refused = mock(Response.class, RETURNS_DEEP_STUBS);
    Response other = mock(Response.class, RETURNS_DEEP_STUBS);
    // Each request is answered while the ones before it still are.
    doAnswer(
            call -> {
              if (++depth < RequestsPerAddress.AT_ONCE) {
                door.invoke(from("203.0.113.7"), mock(Response.class));
              } else if (depth == RequestsPerAddress.AT_ONCE) {
                door.invoke(from("203.0.113.7"), refused);
                door.invoke(from("203.0.113.8"), other);
              }
              return null;
            })
        .when(next)
        .invoke(any(), any());
    door.invoke(from("203.0.113.7"), mock(Response.class));
    verify(refused).setStatus(503);
    verify(other, never()).setStatus(503);
    verify(next, times(RequestsPerAddress.AT_ONCE + 1)).invoke(any(), any());

    Response later = mock(Response.class);
    door.invoke(from("203.0.113.7"), later);
    verify(later, never()).setStatus(503);
    assertThat(depth).isEqualTo(RequestsPerAddress.AT_ONCE + 2);
  }
}
