package io.iocp.testsupport.importing;

import io.iocp.testsupport.importing.imported.Imported;

/** Imports {@link Imported}. */
public record Importer(Imported imported) {}
