/** A package that imports another, for the tests of the import table. */
@NullMarked
package io.iocp.testsupport.importing;

import org.jspecify.annotations.NullMarked;
