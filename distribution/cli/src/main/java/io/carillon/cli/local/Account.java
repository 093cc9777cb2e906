// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.local;

import io.carillon.cli.Exit;
import io.carillon.cli.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;

/**
 * Whose the files are that a process makes.
 *
 * @param owner of them
 */
public record Account(UserPrincipal owner) {

    /** That of this process. */
    public static Account current() throws IOException {
        Path made = Files.createTempFile("carillon", ".owner");
        try {
            return new Account(Files.getOwner(made));
        } finally {
            Files.delete(made);
        }
    }

    /**
     * Refuses to go on as another account than the one that a host runs as.
     *
     * @throws Failure if the directory is there and somebody else's
     */
    void mustOwn(Path directory) throws IOException {
        mustOwn(directory, "restore FILE");
    }

    /**
     * Refuses to go on as another account than the one that a host runs as.
     *
     * @param command that was given, without {@code carillon}
     * @throws Failure if the directory is there and somebody else's
     */
    public void mustOwn(Path directory, String command) throws IOException {
        if (!Files.exists(directory)
                || !directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return;
        }
        UserPrincipal other = Files.getOwner(directory);
        if (!other.equals(owner)) {
            throw new Failure(
                    Exit.NOT_ALLOWED,
                    directory + " belongs to " + other.getName() + ", and what " + owner.getName()
                            + " makes there a host of that account could not open",
                    "do it as " + other.getName() + ", for instance: sudo -u " + other.getName() + " carillon "
                            + command);
        }
    }
}
