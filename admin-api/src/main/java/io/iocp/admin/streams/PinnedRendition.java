package io.iocp.admin.streams;

/**
 * The rendition that a viewer is held to.
 *
 * @param client id of the viewer's client
 * @param rendition what follows the @ in the name of the rendition
 */
public record PinnedRendition(long client, String rendition) {}
