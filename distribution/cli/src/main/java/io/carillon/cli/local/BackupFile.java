// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.local;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.function.Function;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * A backup as it lies there.
 *
 * @param path of the zip
 */
record BackupFile(Path path) {

    /** Of one line of the list. */
    private static final int LONGEST_LINE = 64 * 1024;

    /** What is done with a file of it. */
    @FunctionalInterface
    private interface Each {
        void take(Manifest.Content content, ZipFile zip, ZipEntry entry) throws IOException;
    }

    /**
     * Reads its list.
     *
     * @throws io.carillon.cli.Failure if its files are not those of its list
     */
    Manifest check() throws IOException {
        return read((content, zip, entry) -> {});
    }

    /**
     * Unpacks it.
     *
     * @param places where a file goes, by its name
     * @throws io.carillon.cli.Failure if a file is not what its list says
     */
    Manifest unpack(Function<String, Path> places) throws IOException {
        return read((content, zip, entry) -> unpack(content, zip, entry, places.apply(content.name())));
    }

    private Manifest read(Each each) throws IOException {
        try (ZipFile zip = new ZipFile(path.toFile())) {
            ZipEntry list = zip.getEntry(Manifest.NAME);
            if (list == null) {
                throw Manifest.unusable(path, "it has no list of its files");
            }
            try (InputStream in = new BufferedInputStream(zip.getInputStream(list))) {
                Manifest manifest = Manifest.parse(line(in), path);
                int files = 0;
                boolean store = false;
                for (byte[] line = line(in); line.length > 0; line = line(in)) {
                    Manifest.Content content = Manifest.Content.parse(line, path);
                    ZipEntry entry = zip.getEntry(content.name());
                    if (entry == null || !entry.getName().equals(content.name()) || ++files > Manifest.MOST_FILES) {
                        throw others();
                    }
                    store |= content.name().equals(Manifest.STORE);
                    each.take(content, zip, entry);
                }
                if (zip.size() != files + 1) {
                    throw others();
                }
                if (!store) {
                    throw Manifest.unusable(path, "it holds no store");
                }
                return manifest.with(files);
            }
        } catch (ZipException e) {
            throw Manifest.unusable(path, "it is no zip, or damaged: " + e.getMessage());
        }
    }

    private RuntimeException others() {
        return Manifest.unusable(path, "its files are not those of its list");
    }

    /** Without its end; empty at the end of the list. */
    private byte[] line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(200);
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            if (line.size() == LONGEST_LINE) {
                throw Manifest.unusable(path, "its list of files has a line that is too long");
            }
            line.write(next);
        }
        return line.toByteArray();
    }

    private void unpack(Manifest.Content content, ZipFile zip, ZipEntry entry, Path target) throws IOException {
        PrivateFiles.folders(target.resolveSibling(""));
        MessageDigest sha = Backup.sha256();
        long bytes;
        try (InputStream in = zip.getInputStream(entry);
                FileChannel channel =
                        PrivateFiles.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            OutputStream out = new DigestOutputStream(Channels.newOutputStream(channel), sha);
            bytes = in.transferTo(out);
            channel.force(true);
        }
        if (bytes != content.bytes() || !HexFormat.of().formatHex(sha.digest()).equals(content.sha256())) {
            throw Manifest.unusable(path, content.name() + " is not what was written into it");
        }
    }
}
