/** Holds the documentation to what it speaks of: links, snippets, settings, commands. */
@NullMarked
package io.iocp.streaming.documentation;

import org.jspecify.annotations.NullMarked;
