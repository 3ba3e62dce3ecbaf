package io.iocp.admin.streams;

import org.jspecify.annotations.Nullable;

/**
 * Which rendition a viewer is held to.
 *
 * @param rendition what follows the @ in the name of the rendition, such as lo for desk@lo
 */
public record RenditionRequest(@Nullable String rendition) {}
