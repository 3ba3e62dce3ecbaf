package io.iocp.streaming.source;

import io.iocp.streaming.stream.StreamId;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Origins by settings: a fixed list, asked in its order, and all servers behind a name, which is
 * looked up anew each time. Of these each stream has another one that is asked first, and always
 * the same: so the servers of a layer share the streams among themselves.
 *
 * @param fixed may be empty
 * @param service its host stands for all of the host's addresses; or null
 */
public record ConfiguredOrigins(List<Origin> fixed, @Nullable Origin service)
    implements OriginDirectory {

  /** Copies. */
  public ConfiguredOrigins {
    fixed = List.copyOf(fixed);
  }

  @Override
  public List<Origin> find(StreamId id) throws IOException {
    if (service == null) {
      return fixed;
    }
    List<Origin> found = new ArrayList<>(fixed);
    found.addAll(behind(service, id));
    return found;
  }

  private static List<Origin> behind(Origin service, StreamId id) throws UnknownHostException {
    String host = service.address().getHost();
    List<Origin> servers = new ArrayList<>();
    for (InetAddress each : addresses(host)) {
      servers.add(new Origin(at(service.address(), each), service.token()));
    }
    servers.sort(Comparator.comparing(server -> server.address().toString()));
    Collections.rotate(servers, Math.floorMod(id.name().hashCode(), servers.size()));
    return servers;
  }

  private static InetAddress[] addresses(String host) throws UnknownHostException {
    try {
      return InetAddress.getAllByName(host);
    } catch (UnknownHostException e) {
      throw new UnknownHostException("the name of the origins has no address: " + host);
    }
  }

  private static URI at(URI service, InetAddress address) {
    String host = address.getHostAddress();
    String port = service.getPort() < 0 ? "" : ":" + service.getPort();
    return URI.create(
        service.getScheme()
            + "://"
            + (address instanceof Inet6Address ? "[" + withoutZone(host) + "]" : host)
            + port
            + service.getRawPath());
  }

  private static String withoutZone(String address) {
    int zone = address.indexOf('%');
    return zone < 0 ? address : address.substring(0, zone);
  }
}
