package io.iocp.admin.problem;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.http.server.ServletServerHttpResponse;

/** Writes problem details into responses, also where no controller has been reached. */
public final class ProblemWriter {

  private static final Logger logger = LoggerFactory.getLogger(ProblemWriter.class);

  private final JacksonJsonHttpMessageConverter json;

  ProblemWriter(JacksonJsonHttpMessageConverter json) {
    this.json = json;
  }

  /**
   * Ends a request with a problem; does nothing if its answer is on its way already.
   *
   * @param type what kind of problem it is; its status is the response's
   * @param detail what is wrong with this request
   */
  public void write(
      HttpServletRequest request, HttpServletResponse response, ProblemType type, String detail) {
    write(
        request,
        response,
        ProblemException.problem(type, type.status(), detail),
        HttpHeaders.EMPTY);
  }

  void write(
      HttpServletRequest request,
      HttpServletResponse response,
      ProblemDetail problem,
      HttpHeaders headers) {
    if (response.isCommitted()) {
      return;
    }
    problem.setInstance(URI.create(request.getRequestURI()));
    try (ServletServerHttpResponse out = new ServletServerHttpResponse(response)) {
      out.setStatusCode(HttpStatusCode.valueOf(problem.getStatus()));
      out.getHeaders().putAll(headers);
      json.write(problem, MediaType.APPLICATION_PROBLEM_JSON, out);
    } catch (IOException e) {
      logger.debug("Client disconnected before the response to {}", request.getRequestURI(), e);
    }
  }
}
