// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import io.carillon.events.TooLargeException;
import io.carillon.events.admin.PluginRefusedException;
import io.carillon.events.admin.PluginStatus.Why;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.osgi.framework.Version;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes jars that are sent, checks them as those that are dropped, and puts them into the plugins folder in one step. Its name
 * there is made of id and version, never of what the sender says. What is refused leaves nothing behind.
 *
 * <p>Threads: several may be received at a time; they are put into the folder one by one.
 */
final class JarReception {

    private static final Logger LOG = LoggerFactory.getLogger(JarReception.class);

    /** Begins with a dot, so that the folder does not know it. */
    private static final String PREFIX = ".incoming-";

    private static final String SUFFIX = ".part";

    /** What file systems take, less the suffix for disabled ones. */
    private static final int MAX_NAME = 240;

    private final Path folder;
    private final Path copies;
    private final long maxJarBytes;
    private final JarIntake intake;

    JarReception(FolderSettings settings, JarIntake intake) {
        this.folder = settings.folder();
        this.copies = settings.copies();
        this.maxJarBytes = settings.maxJarBytes();
        this.intake = intake;
    }

    /**
     * A jar that is in the folder now.
     *
     * @param file name in the folder
     */
    record Received(String file, String id, Version version, String name, String sha256) {}

    /** Told who the jar is of before it is in the folder. */
    @FunctionalInterface
    interface Announcement {
        void coming(String id);
    }

    /** Deletes what a host that was killed left behind. */
    void tidy() {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, PREFIX + "*" + SUFFIX)) {
            for (Path part : left) {
                Files.deleteIfExists(part);
            }
        } catch (IOException | DirectoryIteratorException e) {
            LOG.warn("Jars that were not received whole are left in {}", folder, e);
        }
    }

    /**
     * Receives a jar; see {@link io.carillon.events.admin.PluginsAdmin#install}.
     *
     * @param expected SHA-256, empty for any
     */
    Received take(InputStream jar, String expected, Announcement announcement) throws IOException {
        Optional<String> trouble = FolderGuard.trouble(folder, copies);
        if (trouble.isPresent()) {
            throw new IOException(trouble.get());
        }
        Path part = Files.createTempFile(folder, PREFIX, SUFFIX);
        try {
            String sha256 = write(jar, part);
            if (!expected.isEmpty() && !expected.equals(sha256)) {
                throw refused(
                        "",
                        "its SHA-256 is " + sha256 + ", but " + expected + " was announced",
                        "It was changed on its way, or it is another jar; send it again, or with its own SHA-256.");
            }
            JarManifest manifest = check(part);
            return place(part, manifest, sha256, announcement);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private String write(InputStream jar, Path part) throws IOException {
        MessageDigest digest = sha256();
        byte[] buffer = new byte[64 << 10];
        long size = 0;
        try (FileChannel out = FileChannel.open(part, StandardOpenOption.WRITE)) {
            for (int read = jar.read(buffer); read >= 0; read = jar.read(buffer)) {
                size += read;
                if (size > maxJarBytes) {
                    throw new TooLargeException("the jar", "bytes or more", size, maxJarBytes);
                }
                digest.update(buffer, 0, read);
                ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, read);
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
            }
            out.force(true);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    private JarManifest check(Path part) throws IOException {
        String id = "";
        try {
            JarManifest manifest = intake.inspect(part);
            id = manifest.id();
            manifest.version();
            intake.requireOwnName(id);
            return manifest;
        } catch (JarRefusedException e) {
            throw new PluginRefusedException(id, e.whySent());
        } catch (RuntimeException | StackOverflowError e) {
            LOG.error("Cannot decide about a jar that was sent", e);
            throw new PluginRefusedException(id, JarIntake.undecidable(e));
        }
    }

    private synchronized Received place(Path part, JarManifest manifest, String sha256, Announcement announcement)
            throws IOException {
        try {
            String id = manifest.id();
            String named = id + "-" + manifest.version() + ".jar";
            String file = named.length() > MAX_NAME ? id + ".jar" : named;
            List<Path> replaced = replaced(id, file);
            announcement.coming(id);
            Files.move(part, folder.resolve(file), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            for (Path old : replaced) {
                delete(old);
            }
            return new Received(file, id, manifest.version(), manifest.name(id), sha256);
        } catch (JarRefusedException e) {
            throw new IllegalStateException("what was checked is refused", e);
        }
    }

    /** The other jars of a plugin, but for disabled ones. */
    private List<Path> replaced(String id, String file) throws IOException {
        List<Path> replaced = new ArrayList<>();
        int others = 0;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, JarIntake::concerns)) {
            for (Path path : entries) {
                String name = path.getFileName().toString();
                String owner = idOf(path);
                if (name.equals(file)) {
                    requireOwn(file, id, owner);
                } else {
                    others++;
                    if (owner.equals(id) && !name.endsWith(JarIntake.DISABLED)) {
                        replaced.add(path);
                    }
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        if (others >= PluginFiles.MAX_FILES) {
            throw refused(
                    id,
                    "the plugins folder holds " + PluginFiles.MAX_FILES + " jars already, the most that are looked at",
                    "Remove plugins that are not used.");
        }
        return replaced;
    }

    private static void requireOwn(String file, String id, String owner) {
        if (!owner.isEmpty() && !owner.equals(id)) {
            throw refused(
                    id,
                    "the plugins folder has a file " + file + " already, which holds " + owner,
                    "Rename that file on the host.");
        }
    }

    /** Symbolic name; empty when there is none to be read. */
    private String idOf(Path path) throws IOException {
        boolean read = Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) && Files.size(path) <= maxJarBytes;
        try {
            return read ? JarInspection.manifestOf(path).id() : "";
        } catch (IOException | JarRefusedException | RuntimeException e) {
            LOG.debug("{} is no plugin", path, e);
            return "";
        }
    }

    private static void delete(Path old) {
        try {
            Files.deleteIfExists(old);
        } catch (IOException e) {
            LOG.warn("{} was replaced and cannot be deleted; the higher of the two versions runs", old, e);
        }
    }

    private static PluginRefusedException refused(String id, String problem, String hint) {
        return new PluginRefusedException(id, new Why(problem, null, null, hint));
    }
}
