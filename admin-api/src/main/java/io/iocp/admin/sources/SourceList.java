package io.iocp.admin.sources;

import java.util.List;

/**
 * The sources of the service at one moment.
 *
 * @param sources all of them, by the names of their streams; a service has at most 100
 */
record SourceList(List<SourceView> sources) {}
