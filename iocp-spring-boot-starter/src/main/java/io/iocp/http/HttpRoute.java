package io.iocp.http;

import io.iocp.http.protocol.PathPattern;
import java.util.List;

/** A handler, and which requests it serves. */
record HttpRoute(HttpHandler handler, List<String> methods, PathPattern pattern) {}
