// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/**
 * Private copies of jars, named by their SHA-256, in a directory of mode 0700. What is checked and installed is a copy,
 * which nobody else can change in between.
 */
final class JarVault {

    private static final OpenOption[] READ = {StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS};

    private final Path directory;

    JarVault(Path directory) {
        this.directory = directory;
        try {
            Files.createDirectories(directory);
            if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot prepare " + directory + " for private copies of plugins", e);
        }
    }

    Path directory() {
        return directory;
    }

    /**
     * A copy under inspection.
     *
     * @param path where it is until it is {@linkplain #keep kept} or deleted
     */
    record Copy(Path path, String sha256, long size) {}

    /**
     * Copies a file, and makes sure that the copy is what the file holds.
     *
     * @return empty if the file changed meanwhile
     */
    Optional<Copy> copy(Path source, FileStamp stamp) throws IOException {
        Path copy = Files.createTempFile(directory, "incoming-", ".tmp");
        boolean same = false;
        try {
            try (InputStream in = Files.newInputStream(source, READ);
                    OutputStream out = Files.newOutputStream(copy)) {
                transfer(in, out, stamp.size());
            }
            String sha256 = sha256(copy);
            same = Files.size(copy) == stamp.size()
                    && sha256.equals(sha256(source))
                    && FileStamp.of(source).equals(stamp);
            return same ? Optional.of(new Copy(copy, sha256, stamp.size())) : Optional.empty();
        } finally {
            if (!same) {
                Files.deleteIfExists(copy);
            }
        }
    }

    /** Copies the expected number of bytes at most, so that a growing file fills no disk. */
    private static void transfer(InputStream in, OutputStream out, long limit) throws IOException {
        byte[] buffer = new byte[64 << 10];
        long left = limit;
        while (left > 0) {
            int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (read < 0) {
                return;
            }
            out.write(buffer, 0, read);
            left -= read;
        }
    }

    /** Where the copy of this SHA-256 is, if it is kept. */
    Path path(String sha256) {
        return directory.resolve(sha256 + ".jar");
    }

    /** Gives an inspected copy its name for good. */
    Path keep(Copy copy) throws IOException {
        return Files.move(
                copy.path(), path(copy.sha256()), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Deletes every copy but those of the given SHA-256, and what an interrupted copy left. */
    void prune(Set<String> needed) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "{*.jar,incoming-*.tmp}")) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (!needed.contains(name.substring(0, name.length() - 4))) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private static String sha256(Path file) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (InputStream in = new DigestInputStream(Files.newInputStream(file, READ), digest)) {
                in.transferTo(OutputStream.nullOutputStream());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }
}
