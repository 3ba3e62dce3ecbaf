package io.iocp.streaming.endtoend;

import static org.mockito.Mockito.RETURNS_DEEP_STUBS;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.mockingDetails;

import io.iocp.http.HttpConfigurer;
import io.iocp.http.HttpHandlerRegistry;
import io.iocp.websocket.WsConfigurer;
import io.iocp.websocket.WsHandlerRegistry;
import java.util.Arrays;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.springframework.web.servlet.handler.AbstractUrlHandlerMapping;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;

/** All that a running service answers to, as it says itself: method and path, in order. */
final class MappedRoutes {

  private MappedRoutes() {}

  /** Of the web port: controllers, pages, files and management endpoints; documentation aside. */
  static Set<String> ofTheWebPort(RunningService service) {
    Set<String> routes = new TreeSet<>();
    for (RequestMappingInfoHandlerMapping mapping :
        service.beans(RequestMappingInfoHandlerMapping.class)) {
      mapping.getHandlerMethods().keySet().stream()
          .flatMap(MappedRoutes::routes)
          .forEach(routes::add);
    }
    for (AbstractUrlHandlerMapping mapping : service.beans(AbstractUrlHandlerMapping.class)) {
      mapping.getHandlerMap().keySet().forEach(path -> routes.add("GET " + path));
    }
    // What shows the API's documentation: the same for all who may log in.
    routes.removeIf(route -> route.contains("swagger-ui") || route.contains("/v3/api-docs"));
    routes.remove("GET /webjars/**");
    return routes;
  }

  private static Stream<String> routes(RequestMappingInfo info) {
    Collection<?> methods = info.getMethodsCondition().getMethods();
    return info.getPatternValues().stream()
        .flatMap(
            path ->
                methods.isEmpty()
                    ? Stream.of("ANY " + path)
                    : methods.stream().map(method -> method + " " + path));
  }

  /** Of the stream port: what is registered there for HTTP, and for WebSockets. */
  static Set<String> ofTheStreamPort(RunningService service) {
    HttpHandlerRegistry http = mock(HttpHandlerRegistry.class);
    service.beans(HttpConfigurer.class).forEach(each -> each.registerHttpHandlers(http));
    WsHandlerRegistry webSockets = mock(WsHandlerRegistry.class, RETURNS_DEEP_STUBS);
    service.beans(WsConfigurer.class).forEach(each -> each.registerWebSocketHandlers(webSockets));
    Set<String> routes = new TreeSet<>();
    paths(http, 2).forEach(path -> routes.add("HTTP " + path));
    paths(webSockets, 1).forEach(path -> routes.add("WS " + path));
    return routes;
  }

  /** Each handler is registered with its paths as the last arguments. */
  private static Stream<String> paths(Object registry, int argumentsBefore) {
    return mockingDetails(registry).getInvocations().stream()
        .filter(call -> call.getMethod().getName().equals("addHandler"))
        .flatMap(call -> Arrays.stream(call.getArguments()).skip(argumentsBefore))
        .flatMap(
            argument ->
                argument instanceof String[] all
                    ? Arrays.stream(all)
                    : Stream.of(String.valueOf(argument)));
  }
}
