/** The API's description of itself (OpenAPI 3.1); its words are the Javadoc of the controllers. */
@NullMarked
package io.iocp.admin.openapi;

import org.jspecify.annotations.NullMarked;
