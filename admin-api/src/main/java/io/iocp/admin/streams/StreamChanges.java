package io.iocp.admin.streams;

import java.util.List;

/**
 * The streams at one moment, and which have come and gone within the last second.
 *
 * @param streams the streams with their figures, at most 100 of them, by name
 * @param started names of those that have come, at most 100 of them
 * @param ended names of those that have gone, at most 100 of them
 * @param total how many there are now
 */
record StreamChanges(
    List<StreamView> streams, List<String> started, List<String> ended, int total) {}
