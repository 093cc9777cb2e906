// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.local;

import io.carillon.cli.Failure;
import io.carillon.launcher.Directories;
import io.carillon.launcher.InstanceLock;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * Puts a backup in the place of what a host keeps. All of it is unpacked and verified first; what was there is moved aside and
 * stays.
 */
public final class Restoration {

    private static final int LONGEST_MANIFEST = 16 * 1024 * 1024;
    private static final List<String> BESIDE_STORE = List.of("", "-wal", "-shm", "-journal");
    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    private final Directories directories;
    private final StoreFile store;

    public Restoration(Directories directories, StoreFile store) {
        this.directories = directories;
        this.store = store;
    }

    /**
     * What was restored.
     *
     * @param manifest of the backup
     * @param aside where what was there is now
     */
    public record Outcome(Manifest manifest, Path aside) {}

    /** One file or folder that was moved. */
    private record Move(Path from, Path to) {}

    /**
     * Restores.
     *
     * @param stamp for the names of folders, different each time
     * @throws io.carillon.launcher.LaunchException if a host runs on the data
     * @throws Failure if the backup is not whole; nothing was changed
     * @throws IOException if something cannot be moved; what was moved before is back in its place
     */
    @SuppressWarnings("try") // the lock is held, and nothing else is done with it
    public Outcome restore(Path backup, String stamp) throws IOException {
        directories.create();
        try (InstanceLock lock = InstanceLock.acquire(directories)) {
            Path staged = Files.createDirectory(directories.data().resolve("restore-" + stamp), mode("rwx------"));
            try {
                Manifest manifest = unpack(backup, staged);
                verify(backup, manifest, staged);
                Path aside =
                        Files.createDirectory(directories.data().resolve("before-restore-" + stamp), mode("rwx------"));
                exchange(staged, aside);
                return new Outcome(manifest, aside);
            } finally {
                delete(staged);
            }
        }
    }

    private static Manifest unpack(Path backup, Path staged) throws IOException {
        try (ZipFile zip = new ZipFile(backup.toFile())) {
            ZipEntry list = zip.getEntry(Manifest.NAME);
            if (list == null) {
                throw Manifest.unusable(backup, "it has no list of its files");
            }
            Manifest manifest;
            try (InputStream in = zip.getInputStream(list)) {
                manifest = Manifest.parse(in.readNBytes(LONGEST_MANIFEST), backup);
            }
            Set<String> expected = new HashSet<>(manifest.files().keySet());
            expected.add(Manifest.NAME);
            Set<String> found = new HashSet<>();
            zip.stream().forEach(entry -> found.add(entry.getName()));
            if (!found.equals(expected) || zip.size() != expected.size()) {
                throw Manifest.unusable(backup, "its files are not those of its list");
            }
            for (Map.Entry<String, Manifest.Content> file : manifest.files().entrySet()) {
                unpack(backup, zip, file.getKey(), file.getValue(), staged.resolve(file.getKey()));
            }
            return manifest;
        } catch (ZipException e) {
            throw Manifest.unusable(backup, "it is no zip, or damaged: " + e.getMessage());
        }
    }

    private static void unpack(Path backup, ZipFile zip, String name, Manifest.Content content, Path target)
            throws IOException {
        Files.createDirectories(target.resolveSibling(""), mode("rwx------"));
        MessageDigest sha = Backup.sha256();
        long bytes;
        try (InputStream in = zip.getInputStream(zip.getEntry(name));
                FileChannel channel = FileChannel.open(
                        target, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), mode("rw-------"))) {
            OutputStream out = new DigestOutputStream(Channels.newOutputStream(channel), sha);
            bytes = in.transferTo(out);
            channel.force(true);
        }
        if (bytes != content.bytes() || !HexFormat.of().formatHex(sha.digest()).equals(content.sha256())) {
            throw Manifest.unusable(backup, name + " is not what was written into it");
        }
    }

    private void verify(Path backup, Manifest manifest, Path staged) throws IOException {
        StoreFile copy = store.at(staged.resolve(Manifest.STORE));
        try {
            String said = copy.check();
            if (!said.equals("ok")) {
                throw Manifest.unusable(backup, "its store is damaged: " + said);
            }
            if (copy.head() != manifest.position()) {
                throw Manifest.unusable(backup, "its store ends elsewhere than its list says");
            }
        } finally {
            for (String end : BESIDE_STORE.subList(1, BESIDE_STORE.size())) {
                Files.deleteIfExists(Path.of(copy.path() + end));
            }
        }
    }

    /** Moves what is there aside and what was unpacked into its place, or nothing. */
    void exchange(Path staged, Path aside) throws IOException {
        Deque<Move> done = new ArrayDeque<>();
        try {
            for (String end : BESIDE_STORE) {
                Path file = Path.of(store.path() + end);
                move(file, aside.resolve("store").resolve(file.getFileName()), done);
            }
            for (String folder : Backup.FOLDERS) {
                move(directories.data().resolve(folder), aside.resolve(folder), done);
            }
            move(staged.resolve(Manifest.STORE), store.path(), done);
            for (String folder : Backup.FOLDERS) {
                move(staged.resolve(folder), directories.data().resolve(folder), done);
            }
        } catch (IOException e) {
            while (!done.isEmpty()) {
                Move last = done.pop();
                try {
                    Files.move(last.to(), last.from());
                } catch (IOException again) {
                    e.addSuppressed(again);
                }
            }
            throw e;
        }
    }

    private static void move(Path from, Path to, Deque<Move> done) throws IOException {
        if (Files.exists(from)) {
            Files.createDirectories(to.resolveSibling(""), mode("rwx------"));
            Files.move(from, to);
            done.push(new Move(from, to));
        }
    }

    static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    private static FileAttribute<?>[] mode(String permissions) {
        return POSIX
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
