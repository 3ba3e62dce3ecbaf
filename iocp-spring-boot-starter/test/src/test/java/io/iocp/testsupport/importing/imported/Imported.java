package io.iocp.testsupport.importing.imported;

/** Imports nothing. */
public record Imported() {}
