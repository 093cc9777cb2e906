// SPDX-License-Identifier: Apache-2.0
package io.carillon.media.internal;

import java.io.IOException;
import java.nio.file.Path;

/** Reads the metadata of one family of formats. */
@FunctionalInterface
interface FormatReader {

    /**
     * Reads what the file says about itself.
     *
     * @param type what the file's content was found to be
     * @throws IOException if it is not what it seems, or cannot be read; parsers may throw anything else besides
     */
    Metadata read(Path file, MediaType type) throws IOException;
}
