package io.iocp.admin.streams;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Which rendition a viewer is held to.
 *
 * @param rendition what follows the @ in the name of the rendition, such as lo for desk@lo
 */
public record RenditionRequest(
    @Schema(requiredMode = Schema.RequiredMode.REQUIRED, minLength = 1)
        @Nullable String rendition) {}
