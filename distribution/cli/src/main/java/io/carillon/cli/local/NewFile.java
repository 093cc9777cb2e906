// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.local;

import io.carillon.cli.Exit;
import io.carillon.cli.Failure;
import io.carillon.cli.output.Printable;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Where a command writes a file of its own. */
public final class NewFile {

    private NewFile() {}

    /**
     * Looks before any work is done for it.
     *
     * @return absolute
     * @throws Failure if the file is there, or its directory is not
     */
    public static Path of(Path target) {
        Path file = target.toAbsolutePath().normalize();
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new Failure(Exit.REFUSED, shown(target) + " exists", "name another file");
        }
        Path directory = file.resolveSibling("");
        if (!Files.isDirectory(directory)) {
            throw new Failure(
                    Exit.REFUSED,
                    "there is no directory " + shown(directory) + " to write " + shown(file.getFileName()) + " to",
                    "make it, or name a file in another");
        }
        if (!Files.isWritable(directory)) {
            throw new Failure(
                    Exit.REFUSED,
                    "this account may not write in " + shown(directory),
                    "name a file in another directory");
        }
        return file;
    }

    private static String shown(Path path) {
        return Printable.shortened(Printable.line(path.toString()), 200);
    }
}
