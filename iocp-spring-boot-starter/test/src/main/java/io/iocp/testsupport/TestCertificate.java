package io.iocp.testsupport;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A key and a certificate that vouches for itself, made by the JDK's keytool for this run: nothing
 * is committed that could leak or expire. Valid for {@code localhost} and 127.0.0.1.
 */
public final class TestCertificate {

  /** Of the key store and of its key. */
  public static final String PASSWORD = "of-this-run";

  private static final String ALIAS = "test";

  // The small JRE that tests have under Wine comes without them.
  private static final boolean ELLIPTIC_CURVES =
      Security.getAlgorithms("KeyPairGenerator").contains("EC");

  private final Path keyStoreFile;
  private final KeyStore keyStore;

  private TestCertificate(Path keyStoreFile, KeyStore keyStore) {
    this.keyStoreFile = keyStoreFile;
    this.keyStore = keyStore;
  }

  /** Makes one for ten days, from yesterday on. */
  public static TestCertificate of(String commonName) {
    try {
      Path directory = Files.createTempDirectory("certificate");
      Path file = directory.resolve("key.p12");
      file.toFile().deleteOnExit();
      directory.toFile().deleteOnExit();
      keytool(
          "-genkeypair",
          "-alias",
          ALIAS,
          "-keyalg",
          ELLIPTIC_CURVES ? "EC" : "RSA",
          ELLIPTIC_CURVES ? "-groupname" : "-keysize",
          ELLIPTIC_CURVES ? "secp256r1" : "2048",
          "-dname",
          "CN=" + commonName,
          "-ext",
          "SAN=dns:localhost,ip:127.0.0.1",
          "-startdate",
          "-1d",
          "-validity",
          "10",
          "-storetype",
          "PKCS12",
          "-keystore",
          file.toString(),
          "-storepass",
          PASSWORD);
      KeyStore keyStore = KeyStore.getInstance("PKCS12");
      try (InputStream in = Files.newInputStream(file)) {
        keyStore.load(in, PASSWORD.toCharArray());
      }
      return new TestCertificate(file, keyStore);
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("no certificate", e);
    }
  }

  private static void keytool(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(Arrays.asList(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new IOException("keytool failed: " + output);
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** The PKCS#12 file with key and certificate, until the JVM ends. */
  public Path keyStoreFile() {
    return keyStoreFile;
  }

  public X509Certificate certificate() {
    try {
      return (X509Certificate) keyStore.getCertificate(ALIAS);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A context that shows this certificate and trusts the others. */
  public SSLContext trusting(TestCertificate... others) {
    return context(this, others);
  }

  /** A context that shows no certificate and trusts this one. */
  public SSLContext trusted() {
    return context(null, this);
  }

  private static SSLContext context(TestCertificate own, TestCertificate... trusted) {
    try {
      KeyManagerFactory keys = null;
      if (own != null) {
        keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own.keyStore, PASSWORD.toCharArray());
      }
      KeyStore trust = KeyStore.getInstance("PKCS12");
      trust.load(null, null);
      for (int i = 0; i < trusted.length; i++) {
        trust.setCertificateEntry("trusted" + i, trusted[i].certificate());
      }
      TrustManagerFactory trustManagers =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trustManagers.init(trust);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          keys == null ? null : keys.getKeyManagers(), trustManagers.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
