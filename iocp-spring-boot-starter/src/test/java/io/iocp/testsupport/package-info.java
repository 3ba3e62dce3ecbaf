/** What the tests of all modules share; published as the starter's test-jar. */
@NullMarked
package io.iocp.testsupport;

import org.jspecify.annotations.NullMarked;
