package io.iocp.streaming;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.springframework.boot.ssl.SslBundles;

/**
 * Trusts the certificate that this service itself shows now, whoever has signed it and whatever its
 * names are, and no other: the demo connects to this service by an address of this machine.
 */
final class OwnCertificateTrust extends X509ExtendedTrustManager {

  private final SslBundles bundles;
  private final String bundle;

  private OwnCertificateTrust(SslBundles bundles, String bundle) {
    this.bundles = bundles;
    this.bundle = bundle;
  }

  /**
   * A context for clients of this service.
   *
   * @param bundle name of the bundle with the service's certificate; looked up at each handshake,
   *     since it can be renewed
   */
  static SSLContext of(SslBundles bundles, String bundle) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new OwnCertificateTrust(bundles, bundle)}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK supports TLS", e);
    }
  }

  private void check(X509Certificate[] chain) throws CertificateException {
    try {
      KeyStore own = bundles.getBundle(bundle).getStores().getKeyStore();
      if (own != null && chain.length > 0 && own.getCertificateAlias(chain[0]) != null) {
        return;
      }
    } catch (GeneralSecurityException e) {
      throw new CertificateException("SSL bundle " + bundle + " cannot be read", e);
    }
    throw new CertificateException("not the certificate of SSL bundle " + bundle);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String keyType, SSLEngine engine)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String keyType, Socket socket)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String keyType)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String keyType, SSLEngine engine)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String keyType, Socket socket)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String keyType)
      throws CertificateException {
    check(chain);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
