package io.iocp.admin.streams;

import java.util.List;

/**
 * The live streams, and those that started and ended within the last second.
 *
 * @param streams live streams, at most 100, by name
 * @param started names of streams that started, at most 100
 * @param ended names of streams that ended, at most 100
 * @param total number of live streams
 */
record StreamChanges(
    List<StreamView> streams, List<String> started, List<String> ended, int total) {}
