package io.iocp.tls;

import javax.net.ssl.SSLContext;

/**
 * A server that we connect to through TLS.
 *
 * @param trust whom we trust, and our own certificate if the server may ask for one
 * @param host name or address of the server, as its certificate must have it
 * @param port its port
 */
public record TlsPeer(SSLContext trust, String host, int port) {}
