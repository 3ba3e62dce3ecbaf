/** A package that is imported, for the tests of the import table. */
@NullMarked
package io.iocp.testsupport.importing.imported;

import org.jspecify.annotations.NullMarked;
