package io.iocp.tls;

import java.security.cert.CertificateException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.AEADBadTagException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Why one connection is given up: finds the alert's name and counts it. In its context. */
final class TlsVerdict {

  private static final Logger logger = LoggerFactory.getLogger(TlsVerdict.class);

  // What Java's engine says of an alert that it received, and, since JDK 22 or so, of one that it
  // sends. Before that the alert is read where it is not encrypted, or guessed from the cause.
  private static final Pattern RECEIVED_ALERT = Pattern.compile("Received fatal alert: (\\w+)");
  private static final Pattern SENT_ALERT = Pattern.compile("\\((\\w+)\\) .*");

  private final Tls tls;
  // We give up with an alert whose name is not known yet.
  private boolean nameless;

  TlsVerdict(Tls tls) {
    this.tls = tls;
  }

  /** What goes wrong between peers is no reason for a stack trace. */
  void count(SSLException e) {
    String message = e.getMessage() == null ? "" : e.getMessage();
    logger.debug("TLS connection failed: {}", message);
    Matcher received = RECEIVED_ALERT.matcher(message);
    Matcher sent = SENT_ALERT.matcher(message);
    if (received.matches()) {
      tls.countReceived(TlsAlert.of(received.group(1)));
    } else if (sent.matches()) {
      tls.countSent(TlsAlert.of(sent.group(1)));
    } else if (has(e, CertificateException.class)) {
      tls.countSent(TlsAlert.CERTIFICATE_UNKNOWN);
    } else if (has(e, AEADBadTagException.class)) {
      tls.countSent(TlsAlert.BAD_RECORD_MAC);
    } else {
      nameless = true;
    }
  }

  private void name(@Nullable TlsAlert alert) {
    nameless = false;
    tls.countSent(alert == null ? TlsAlert.OTHER : alert);
  }

  private static boolean has(Throwable failure, Class<? extends Throwable> cause) {
    for (Throwable e = failure; e != null; e = e.getCause()) {
      if (cause.isInstance(e)) {
        return true;
      }
    }
    return false;
  }

  /** A record was made: an alert without a name yet may be in it. */
  void sent(byte[] record, int bytes) {
    if (nameless) {
      name(TlsAlert.inRecord(record, bytes));
    }
  }

  /** No record is made any more. */
  void over() {
    if (nameless) {
      name(null);
    }
  }
}
