package io.iocp.simulation;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Keys and a certificate for lives, made anew for each run, but always of the same length: Ed25519,
 * whose signatures have one length, and fields that are fixed. So are all messages of a handshake
 * then, and a life takes the same course whatever the random numbers of its engines are.
 */
final class LifeCertificate {

  private static final char[] PASSWORD = "of-this-run".toCharArray();
  private static final int INTEGER = 0x02;
  private static final int BIT_STRING = 0x03;
  private static final int OBJECT_IDENTIFIER = 0x06;
  private static final int UTF8_STRING = 0x0C;
  private static final int UTC_TIME = 0x17;
  private static final int GENERALIZED_TIME = 0x18;
  private static final int SEQUENCE = 0x30;
  private static final int SET = 0x31;
  // 1.3.101.112 and 2.5.4.3
  private static final byte[] ED25519 = {0x2B, 0x65, 0x70};
  private static final byte[] COMMON_NAME = {0x55, 0x04, 0x03};
  // Beyond seven days Java's server gives out no tickets: what one life leaves behind would be the
  // next one's beginning.
  private static final int NO_TICKETS_SECONDS = 8 * 24 * 3600;

  static final SSLContext SERVER;
  static final SSLContext CLIENT;

  static {
    try {
      SERVER = server();
      SERVER.getServerSessionContext().setSessionTimeout(NO_TICKETS_SECONDS);
      CLIENT = SSLContext.getInstance("TLS");
      CLIENT.init(null, new TrustManager[] {new Everybody()}, null);
    } catch (GeneralSecurityException | IOException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private LifeCertificate() {}

  private static SSLContext server() throws GeneralSecurityException, IOException {
    KeyPair keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry("life", keys.getPrivate(), PASSWORD, new Certificate[] {certificate(keys)});
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(store, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }

  /** RFC 5280, section 4.1, version 1. */
  private static Certificate certificate(KeyPair keys) throws GeneralSecurityException {
    byte[] algorithm = der(SEQUENCE, der(OBJECT_IDENTIFIER, ED25519));
    byte[] name =
        der(
            SEQUENCE,
            der(
                SET,
                der(SEQUENCE, der(OBJECT_IDENTIFIER, COMMON_NAME), text(UTF8_STRING, "life"))));
    byte[] validity =
        der(SEQUENCE, text(UTC_TIME, "000101000000Z"), text(GENERALIZED_TIME, "99991231235959Z"));
    byte[] toBeSigned =
        der(
            SEQUENCE,
            der(INTEGER, new byte[] {1}),
            algorithm,
            name,
            validity,
            name,
            keys.getPublic().getEncoded());
    Signature signature = Signature.getInstance("Ed25519");
    signature.initSign(keys.getPrivate());
    signature.update(toBeSigned);
    byte[] noUnusedBits = {0};
    byte[] whole =
        der(SEQUENCE, toBeSigned, algorithm, der(BIT_STRING, noUnusedBits, signature.sign()));
    return CertificateFactory.getInstance("X.509")
        .generateCertificate(new ByteArrayInputStream(whole));
  }

  private static byte[] text(int tag, String value) {
    return der(tag, value.getBytes(StandardCharsets.US_ASCII));
  }

  /** A value with its tag and its length, of less than 64 KiB. */
  private static byte[] der(int tag, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    int length = content.size();
    if (length > 0xFF) {
      out.write(0x82);
      out.write(length >> Byte.SIZE);
    } else if (length > 0x7F) {
      out.write(0x81);
    }
    out.write(length);
    out.writeBytes(content.toByteArray());
    return out.toByteArray();
  }

  /** Whom to trust is the subject of other tests. */
  private static final class Everybody extends X509ExtendedTrustManager {

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
