/** What the tests of this repository share: rules, patience, what a machine may lack. */
@NullMarked
package io.iocp.testsupport;

import org.jspecify.annotations.NullMarked;
