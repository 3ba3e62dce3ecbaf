package io.iocp.admin.problem;

import io.iocp.admin.AdminApi;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.resource.NoResourceFoundException;
import org.springframework.web.util.ServletRequestPathUtils;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * Writes every error below {@link AdminApi#BASE_PATH} as a problem detail.
 *
 * <p>It goes by the path, because an advice would see either no error that happens before a
 * controller is found, or all errors of the application that this API is only a guest in.
 */
final class ProblemResolver implements HandlerExceptionResolver, Ordered {

  private static final Logger logger = LoggerFactory.getLogger(ProblemResolver.class);

  private static final PathPattern API =
      PathPatternParser.defaultInstance.parse(AdminApi.BASE_PATH + "/**");

  private final ProblemWriter writer;

  ProblemResolver(ProblemWriter writer) {
    this.writer = writer;
  }

  /** Before Spring's own resolvers, which answer with a bare status. */
  @Override
  public int getOrder() {
    return Ordered.HIGHEST_PRECEDENCE;
  }

  @Override
  public @Nullable ModelAndView resolveException(
      HttpServletRequest request,
      HttpServletResponse response,
      @Nullable Object handler,
      Exception exception) {
    if (!isApi(request) || response.isCommitted()) {
      return null;
    }
    HttpHeaders headers =
        exception instanceof ErrorResponse error ? error.getHeaders() : HttpHeaders.EMPTY;
    writer.write(request, response, problem(exception), headers);
    return new ModelAndView();
  }

  private static boolean isApi(HttpServletRequest request) {
    return API.matches(ServletRequestPathUtils.parseAndCache(request).pathWithinApplication());
  }

  private static ProblemDetail problem(Exception exception) {
    if (exception instanceof ProblemException problem) {
      return problem.getBody();
    }
    if (exception instanceof MethodArgumentTypeMismatchException mismatch) {
      String name = mismatch.getName();
      return ProblemException.problem(
          ProblemType.INVALID_PARAMETER,
          HttpStatus.BAD_REQUEST,
          List.of(
              new ProblemError(name, Objects.toString(mismatch.getValue(), null), kind(mismatch))));
    }
    if (exception instanceof HttpMessageNotReadableException unreadable) {
      return ProblemException.unreadable(unreadable).getBody();
    }
    if (exception instanceof NoResourceFoundException) {
      // Spring would speak of static files.
      return ProblemException.problem(
          ProblemType.NOT_FOUND,
          HttpStatus.NOT_FOUND,
          "The administration API has no such resource.");
    }
    if (exception instanceof ErrorResponse error) {
      return ProblemException.problem(
          ProblemType.of(error.getStatusCode()),
          error.getStatusCode(),
          Objects.requireNonNullElse(error.getBody().getDetail(), ""));
    }
    logger.error("Request to the administration API failed", exception);
    return ProblemException.problem(
        ProblemType.INTERNAL_ERROR,
        HttpStatus.INTERNAL_SERVER_ERROR,
        "The request failed. See the log of the server.");
  }

  private static String kind(MethodArgumentTypeMismatchException mismatch) {
    Class<?> type = mismatch.getParameter().getParameterType();
    return type.isEnum()
        ? "one of "
            + Arrays.stream(type.getEnumConstants())
                .map(Object::toString)
                .collect(Collectors.joining(", "))
        : "of type " + type.getSimpleName();
  }
}
