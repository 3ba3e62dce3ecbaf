package io.iocp.streaming;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.LongAdder;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

/**
 * Lets one address keep half of the web port's threads at most, {@value #AT_ONCE}: whoever fetches
 * large answers and reads them slowly leaves others theirs. Requests that wait for events hold no
 * thread and are not counted.
 */
final class RequestsPerAddress extends ValveBase {

  static final int AT_ONCE = 100;

  // Of requests that hold a thread.
  private final AddressPlaces running = new AddressPlaces(AT_ONCE);

  private final LongAdder refused = new LongAdder();

  RequestsPerAddress() {
    super(true);
  }

  /** Requests that were refused: too many at once from one address. */
  long refused() {
    return refused.sum();
  }

  @Override
  public void invoke(Request request, Response response) throws IOException, ServletException {
    String address = String.valueOf(request.getRemoteAddr());
    if (!running.take(address)) {
      refused.increment();
      response.setStatus(503);
      response.setHeader("Retry-After", "5");
      response.setHeader("Connection", "close");
      response.setContentType("text/plain;charset=utf-8");
      response
          .getOutputStream()
          .write("too many requests from your address\n".getBytes(StandardCharsets.UTF_8));
      return;
    }
    try {
      getNext().invoke(request, response);
    } finally {
      running.give(address);
    }
  }
}
