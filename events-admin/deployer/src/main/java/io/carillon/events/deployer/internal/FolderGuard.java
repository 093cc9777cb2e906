// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.Optional;

/**
 * Whether only the host's own account, or root, can put jars into the plugins folder: whoever can, runs code in the host.
 *
 * <p>Refused are a folder that is a symbolic link, that belongs to someone else, or that others may write to. A folder its
 * group may write to passes only if the group is the owner's private one (same name), as a umask of 002 makes it.
 */
final class FolderGuard {

    private FolderGuard() {}

    /**
     * Looks at the folder.
     *
     * @param own a directory made by this account, which tells who it is
     * @return what is wrong and what to do, a sentence; empty when nothing is
     */
    static Optional<String> trouble(Path folder, Path own) {
        try {
            if (Files.isSymbolicLink(folder)) {
                return Optional.of("the plugins folder " + folder + " is a symbolic link; set CARILLON_PLUGINS to "
                        + folder.toRealPath() + " itself");
            }
            if (!Files.readAttributes(folder, java.nio.file.attribute.BasicFileAttributes.class)
                    .isDirectory()) {
                return Optional.of("the plugins folder " + folder + " is not a directory; replace it by one");
            }
            PosixFileAttributeView view =
                    Files.getFileAttributeView(folder, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
            return view == null ? Optional.empty() : trouble(folder, view.readAttributes(), Files.getOwner(own));
        } catch (NoSuchFileException e) {
            return Optional.of(
                    "the plugins folder " + folder + " is not there; plugins stay as they are until it is back");
        } catch (IOException e) {
            return Optional.of("the plugins folder " + folder + " cannot be read: " + e
                    + "; plugins stay as they are until it can");
        }
    }

    private static Optional<String> trouble(Path folder, PosixFileAttributes found, UserPrincipal account) {
        String owner = found.owner().getName();
        if (found.permissions().contains(PosixFilePermission.OTHERS_WRITE)) {
            return Optional.of(
                    "everyone may write to the plugins folder and so run code in the host; chmod 755 " + folder);
        }
        if (!found.owner().equals(account) && !owner.equals("root")) {
            return Optional.of("the plugins folder belongs to " + owner + ", not to the account of the host; chown "
                    + account.getName() + " " + folder);
        }
        String group = found.group().getName();
        if (found.permissions().contains(PosixFilePermission.GROUP_WRITE) && !group.equals(owner)) {
            return Optional.of("the group " + group
                    + " may write to the plugins folder and so run code in the host; chmod 755 " + folder);
        }
        return Optional.empty();
    }
}
