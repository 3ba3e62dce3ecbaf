/**
 * What the tests of this repository share: rules, patience, what a machine may lack, the
 * documentation.
 */
@NullMarked
package io.iocp.testsupport;

import org.jspecify.annotations.NullMarked;
