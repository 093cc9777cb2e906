// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.command;

import io.carillon.cli.Exit;
import io.carillon.cli.Failure;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file of this machine that is to be read. */
final class GivenFile {

    static final String JAR = "give a jar of this machine";

    private GivenFile() {}

    /**
     * Makes sure that there is one.
     *
     * @param hint what to give
     * @throws Failure if there is nothing of that name, or no file
     */
    static void require(Path file, String hint) {
        if (!Files.exists(file)) {
            throw new Failure(Exit.NOT_FOUND, "there is no file " + Words.safe(file.toString()), hint);
        }
        if (!Files.isRegularFile(file)) {
            throw new Failure(Exit.REFUSED, Words.safe(file.toString()) + " is not a file", hint);
        }
    }
}
