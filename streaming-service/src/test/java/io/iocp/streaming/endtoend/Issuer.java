package io.iocp.streaming.endtoend;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.UUID;

/** Signs tokens, and serves the set of keys that they are checked with. */
final class Issuer implements AutoCloseable {

  private static final int KEY_BITS = 2048;

  private final RSAKey key;
  private final RSAKey foreign;
  private final HttpServer server;

  Issuer() throws JOSEException, IOException {
    key = new RSAKeyGenerator(KEY_BITS).keyID("one").generate();
    foreign = new RSAKeyGenerator(KEY_BITS).keyID("one").generate();
    byte[] keys = new JWKSet(key.toPublicJWK()).toString().getBytes(StandardCharsets.UTF_8);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/keys",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, keys.length);
          exchange.getResponseBody().write(keys);
          exchange.close();
        });
    server.start();
  }

  /** The setting that has the service ask here for keys. */
  String property() {
    return "--spring.security.oauth2.resourceserver.jwt.jwk-set-uri=http://127.0.0.1:"
        + server.getAddress().getPort()
        + "/keys";
  }

  /** Claims of somebody, good for an hour. */
  static JWTClaimsSet.Builder claims(String subject) {
    return claims(subject, Duration.ofHours(1));
  }

  static JWTClaimsSet.Builder claims(String subject, Duration validFor) {
    return new JWTClaimsSet.Builder()
        .subject(subject)
        .jwtID(UUID.randomUUID().toString())
        .expirationTime(Date.from(Instant.now().plus(validFor)));
  }

  String sign(JWTClaimsSet.Builder claims) throws JOSEException {
    return sign(JWSAlgorithm.RS256, new RSASSASigner(key), claims);
  }

  /** By a key that nobody serves, under the name of the one that is. */
  String signByAnother(JWTClaimsSet.Builder claims) throws JOSEException {
    return sign(JWSAlgorithm.RS256, new RSASSASigner(foreign), claims);
  }

  /** By HMAC with what everybody can have: the public key, as if it were the secret. */
  String signByPublicKey(JWTClaimsSet.Builder claims) throws JOSEException {
    return sign(JWSAlgorithm.HS256, new MACSigner(key.toRSAPublicKey().getEncoded()), claims);
  }

  /** Not at all. */
  static String unsigned(JWTClaimsSet.Builder claims) {
    return new PlainJWT(claims.build()).serialize();
  }

  private static String sign(JWSAlgorithm algorithm, JWSSigner signer, JWTClaimsSet.Builder claims)
      throws JOSEException {
    SignedJWT jwt =
        new SignedJWT(new JWSHeader.Builder(algorithm).keyID("one").build(), claims.build());
    jwt.sign(signer);
    return jwt.serialize();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
