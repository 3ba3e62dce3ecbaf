package io.iocp.autoconfigure;

import io.iocp.IocpTransport;
import io.iocp.IocpTransportOptions.TlsSettings;
import io.iocp.tls.TlsOptions;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.SslOptions;

/** TLS as an SSL bundle describes it, also when the bundle is renewed later. */
final class TransportSsl {

  private static final Logger logger = LoggerFactory.getLogger(TransportSsl.class);

  private final IocpProperties.Ssl properties;
  private final ObjectProvider<SslBundles> bundles;

  TransportSsl(IocpProperties.Ssl properties, ObjectProvider<SslBundles> bundles) {
    this.properties = properties;
    this.bundles = bundles;
  }

  /** What the transport is started with; null without TLS. */
  @Nullable TlsSettings settings() {
    String name = bundleName();
    if (name == null) {
      return null;
    }
    SslBundle bundle = bundles.getObject().getBundle(name);
    SslOptions options = bundle.getOptions();
    return new TlsSettings(
        bundle.createSslContext(),
        new TlsOptions(
            properties.clientAuth(),
            listed(options.getEnabledProtocols(), TlsOptions.DEFAULTS.protocols()),
            listed(options.getCiphers(), TlsOptions.DEFAULTS.cipherSuites()),
            properties.handshakeThreads(),
            properties.handshakeQueue()),
        name);
  }

  private @Nullable String bundleName() {
    return properties.bundle() == null || properties.bundle().isBlank()
        ? null
        : properties.bundle();
  }

  private static List<String> listed(String @Nullable [] names, List<String> otherwise) {
    return names == null || names.length == 0 ? otherwise : List.of(names);
  }

  /** Has a renewed certificate shown to new connections. */
  void keepUpToDate(IocpTransport transport) {
    String name = bundleName();
    if (name != null) {
      bundles.getObject().addBundleUpdateHandler(name, bundle -> renew(transport, name, bundle));
    }
  }

  private static void renew(IocpTransport transport, String name, SslBundle bundle) {
    try {
      transport.reloadTls(bundle.createSslContext());
      logger.info("Reloaded SSL bundle {} for new connections", name);
    } catch (RuntimeException e) {
      logger.error("Cannot use the renewed SSL bundle {}: keeping the previous one", name, e);
    }
  }
}
