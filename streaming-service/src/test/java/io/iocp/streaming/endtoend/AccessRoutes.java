package io.iocp.streaming.endtoend;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Every route of the service by what it asks before it answers. A route that is mapped and stands
 * nowhere here fails the test: say first whom it is for.
 */
final class AccessRoutes {

  /** All of them ask who may do what with the name, but for the probes, which name nothing. */
  static final Set<String> STREAM_PORT =
      new TreeSet<>(
          Set.of(
              "HTTP /hls/{stream}/{file}",
              "HTTP /hls/{stream}/{rendition}/{file}",
              "HTTP /live/{file}",
              "HTTP /livez",
              "HTTP /publish/{stream}",
              "HTTP /readyz",
              "HTTP /snapshot/{file}",
              "WS /files",
              "WS /files/{name}",
              "WS /publish/{stream}",
              "WS /watch/{stream}"));

  /** They show what the caller may list. */
  static final List<String> LISTS =
      List.of(
          "/api/v1/access",
          "/api/v1/access/sessions",
          "/api/v1/clients",
          "/api/v1/files",
          "/api/v1/recorders",
          "/api/v1/recordings",
          "/api/v1/sources",
          "/api/v1/streams",
          "/recordings.json",
          "/streams.json");

  /** They are about a stream or a recording; {@code %s} is its name. */
  static final List<String> OF_ONE_NAME =
      List.of(
          "/api/v1/recordings/%s~1",
          "/api/v1/recordings/%s~1/media",
          "/api/v1/sources/%s",
          "/api/v1/streams/%s",
          "/api/v1/streams/%s/picture",
          "/api/v1/streams/%s/viewers",
          "/recordings/%s~1.mp4",
          "/streams/%s/picture",
          "/streams/%s/picture.mp4?at=-5s",
          "/streams/%s/status.json");

  /** They may name anything, and are for those who may list everything. */
  static final List<String> ABOUT_EVERYTHING =
      List.of(
          "/actuator/iocp",
          "/actuator/iocp/1",
          "/api/v1/access/revocations",
          "/api/v1/jobs",
          "/api/v1/jobs/1",
          "/api/v1/logs");

  /** They change something: for operators. */
  static final List<String> CHANGES =
      List.of(
          "DELETE /api/v1/access/revocations",
          "DELETE /api/v1/access/sessions/{id}",
          "DELETE /api/v1/addresses/{list}/{address}/{prefix}",
          "DELETE /api/v1/bans/{address}/{prefix}",
          "DELETE /api/v1/clients/{id}",
          "DELETE /api/v1/files/{id}",
          "DELETE /api/v1/jobs/{id}",
          "DELETE /api/v1/recordings/{id}",
          "DELETE /api/v1/server/drain",
          "DELETE /api/v1/streams/{name}",
          "DELETE /api/v1/streams/{name}/viewers/{client}",
          "DELETE /api/v1/streams/{name}/viewers/{client}/rendition",
          "PATCH /api/v1/settings",
          "POST /api/v1/access/revocations",
          "POST /api/v1/addresses/{list}",
          "POST /api/v1/bans",
          "POST /api/v1/files",
          "POST /api/v1/recorders/{stream}/start",
          "POST /api/v1/recorders/{stream}/stop",
          "POST /api/v1/sources/{stream}/start",
          "POST /api/v1/sources/{stream}/stop",
          "PUT /api/v1/server/drain",
          "PUT /api/v1/streams/{name}/viewers/{client}/rendition",
          "PUT /api/v1/workers/jobs");

  /** Tests of their own: a client, a transfer, events, tickets. */
  private static final List<String> OTHERWISE_TESTED =
      List.of(
          "GET /api/v1/clients/{id}",
          "GET /api/v1/files/{id}",
          "GET /api/v1/events",
          "POST /tickets");

  /** The server as a whole, without names: for all who may read administration. */
  private static final List<String> WITHOUT_NAMES =
      List.of(
          "GET /actuator",
          "GET /actuator/prometheus",
          "GET /actuator/info",
          "GET /api/v1/addresses/{list}",
          "GET /api/v1/addresses/{list}/{address}/{prefix}",
          "GET /api/v1/bans",
          "GET /api/v1/bans/{address}/{prefix}",
          "GET /api/v1/server",
          "GET /api/v1/server/drain",
          "GET /api/v1/server/statistics",
          "GET /api/v1/settings",
          "GET /api/v1/settings/schema",
          "GET /api/v1/workers");

  /** The same for everybody, or documentation that is the same for all who may log in. */
  private static final List<String> PAGES =
      List.of(
          "ANY /error",
          "GET /**",
          "GET /actuator/health",
          "GET /actuator/health/**",
          "GET /admin",
          "GET /admin/",
          "GET /admin/**",
          "GET /admin/lib/**",
          "GET /admin/session",
          "GET /assets/common/**",
          "GET /assets/lib/**",
          "GET /embed/{stream}",
          "GET /publish/{stream}",
          "GET /recordings",
          "GET /wall",
          "GET /watch/{stream}");

  private AccessRoutes() {}

  /** All that the web port answers to, as it is mapped; documentation aside. */
  static Set<String> webPort() {
    Set<String> routes = new TreeSet<>(CHANGES);
    routes.addAll(OTHERWISE_TESTED);
    routes.addAll(WITHOUT_NAMES);
    routes.addAll(PAGES);
    LISTS.forEach(path -> routes.add("GET " + path));
    OF_ONE_NAME.forEach(path -> routes.add("GET " + mapped(path)));
    ABOUT_EVERYTHING.forEach(path -> routes.add("GET " + mapped(path)));
    return routes;
  }

  private static String mapped(String path) {
    String variable = path.contains("/sources/") ? "{stream}" : "{name}";
    return path.replaceAll("\\?.*", "")
        .replace("%s~1", "{id}")
        .replace("%s", variable)
        .replace("/iocp/1", "/iocp/{client}")
        .replace("/jobs/1", "/jobs/{id}");
  }
}
