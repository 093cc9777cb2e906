// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;

/**
 * Reads every byte of a jar and refuses what is broken, hostile or not a plugin. Nothing is written.
 *
 * <p>Bounds: {@value #MAX_ENTRIES} entries, {@value #MAX_RATIO} bytes unpacked for one byte packed, {@value #MAX_GROWTH}
 * times the largest jar unpacked in all, a manifest of {@value JarManifest#MAX_BYTES} bytes.
 */
final class JarInspection {

    static final int MAX_ENTRIES = 20_000;
    static final int MAX_RATIO = 100;
    static final int MAX_GROWTH = 20;

    /** Up to here no ratio counts: a small jar of one text may well be packed tighter. */
    private static final long ALWAYS_ALLOWED_BYTES = 1 << 20;

    private static final Pattern API_CLASS =
            Pattern.compile("(?:.*/)?io/carillon/events/(?:(?:schema|store|admin)/)?[^/]+\\.class");
    private static final Pattern NATIVE = Pattern.compile(".*\\.(?:so|dll|dylib|jnilib)(?:\\.[0-9]+)*+");
    private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:.*");

    private final long maxUnpacked;
    private long unpacked;
    private int entries;

    private JarInspection(long maxUnpacked) {
        this.maxUnpacked = maxUnpacked;
    }

    /**
     * Checks a whole jar.
     *
     * @param maxJarBytes largest jar that is taken
     * @throws IOException if it cannot be read, whatever it holds
     */
    static JarManifest inspect(Path jar, long size, long maxJarBytes) throws IOException, JarRefusedException {
        long ratio = Math.max(ALWAYS_ALLOWED_BYTES, size * MAX_RATIO);
        return new JarInspection(Math.min(ratio, maxJarBytes * MAX_GROWTH)).read(jar);
    }

    /** Reads the manifest alone, of a jar that is not going to be used. */
    static JarManifest manifestOf(Path jar) throws IOException, JarRefusedException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            return manifest(zip);
        }
    }

    private JarManifest read(Path jar) throws IOException, JarRefusedException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            if (zip.size() > MAX_ENTRIES) {
                throw tooManyEntries(zip.size());
            }
            List<? extends ZipEntry> found = zip.stream().toList();
            checkNames(found);
            JarManifest manifest = manifest(zip);
            manifest.id();
            manifest.check();
            for (ZipEntry entry : found) {
                if (!entry.isDirectory()) {
                    readEntry(zip, entry);
                }
            }
            return manifest;
        } catch (ZipException | EOFException | IllegalArgumentException e) {
            throw JarRefusedException.damaged("it is no complete jar: " + reason(e));
        }
    }

    /** Refuses what is empty or too large, before anything of it is read. */
    static void checkSize(long size, long maxJarBytes) throws JarRefusedException {
        if (size == 0) {
            throw JarRefusedException.damaged("it is empty (0 bytes)");
        }
        if (size > maxJarBytes) {
            throw new JarRefusedException(
                    "it has " + size + " bytes, more than the " + maxJarBytes + " that are taken",
                    "Keep bulk data outside the jar, or raise carillon.plugins maxJarBytes.");
        }
    }

    private static String reason(Exception e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private static JarManifest manifest(ZipFile zip) throws IOException, JarRefusedException {
        ZipEntry entry = zip.getEntry(JarFile.MANIFEST_NAME);
        if (entry == null) {
            return JarManifest.parse(new byte[0]);
        }
        try (InputStream in = zip.getInputStream(entry)) {
            byte[] bytes = in.readNBytes(JarManifest.MAX_BYTES + 1);
            if (bytes.length > JarManifest.MAX_BYTES) {
                throw new JarRefusedException(
                        "its manifest is larger than 64 KiB",
                        "Build it without per-entry digests or long generated headers.");
            }
            return JarManifest.parse(bytes);
        }
    }

    private static void checkNames(List<? extends ZipEntry> found) throws JarRefusedException {
        Set<String> names = new HashSet<>();
        for (ZipEntry entry : found) {
            String name = entry.getName();
            checkPath(name);
            if (!names.add(name)) {
                throw new JarRefusedException(
                        "it holds the entry " + name + " twice, so that readers may see different content",
                        "Build it again; no build tool makes such a jar by itself.");
            }
            if (API_CLASS.matcher(name).matches()) {
                throw embedsApi(name);
            }
            if (NATIVE.matcher(name.toLowerCase(Locale.ROOT)).matches()) {
                throw new JarRefusedException(
                        "it brings native code (" + name + "), which can end the whole host",
                        "Use a build in pure Java, or run the native part as a process of its own.");
            }
        }
    }

    private static void checkPath(String name) throws JarRefusedException {
        boolean escapes = name.startsWith("/") || name.indexOf('\\') >= 0 || name.indexOf('\0') >= 0;
        if (escapes || DRIVE.matcher(name).matches() || List.of(name.split("/")).contains("..")) {
            throw new JarRefusedException(
                    "its entry \"" + name.replace("\0", "\\0") + "\" points outside the jar",
                    "Do not trust this file; names in a jar are relative, with forward slashes and without \"..\".");
        }
    }

    private static JarRefusedException embedsApi(String name) {
        return new JarRefusedException(
                "it embeds the API of the host (" + name + "), so the host would not recognise its handlers",
                "Give carillon-core-events-api the scope \"provided\", and import the packages instead.");
    }

    private static JarRefusedException tooManyEntries(int count) {
        return new JarRefusedException(
                "it holds " + count + " entries, more than " + MAX_ENTRIES,
                "Split the plugin, or keep bulk data outside the jar.");
    }

    private void readEntry(ZipFile zip, ZipEntry entry) throws IOException, JarRefusedException {
        CheckedInputStream checked = new CheckedInputStream(zip.getInputStream(entry), new CRC32());
        try (InputStream in = new Metered(checked)) {
            if (entry.getName().endsWith(".jar")) {
                readNested(in, entry.getName());
            }
            in.transferTo(OutputStream.nullOutputStream());
            if (checked.getChecksum().getValue() != entry.getCrc()) {
                throw JarRefusedException.damaged(
                        "it is no complete jar: the checksum of " + entry.getName() + " does not fit its content");
            }
        } catch (TooMuchException e) {
            throw new JarRefusedException(
                    "it unpacks to more than " + maxUnpacked + " bytes, over " + MAX_RATIO
                            + " times its size or over the limit",
                    "Do not trust this file; keep bulk data outside the jar.");
        }
    }

    private void readNested(InputStream jar, String name) throws IOException, JarRefusedException {
        ZipInputStream zip = new ZipInputStream(jar);
        InputStream content = new Metered(zip);
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
            entries++;
            if (entries > MAX_ENTRIES) {
                throw tooManyEntries(entries);
            }
            if (API_CLASS.matcher(entry.getName()).matches()) {
                throw embedsApi(name + "!/" + entry.getName());
            }
            content.transferTo(OutputStream.nullOutputStream());
        }
    }

    private static final class TooMuchException extends IOException {}

    /** Counts what is unpacked, and stops at the limit. */
    private final class Metered extends FilterInputStream {

        Metered(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int next = super.read();
            if (next >= 0) {
                count(1);
            }
            return next;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = super.read(buffer, offset, length);
            if (read > 0) {
                count(read);
            }
            return read;
        }

        private void count(int read) throws IOException {
            unpacked += read;
            if (unpacked > maxUnpacked) {
                throw new TooMuchException();
            }
        }
    }
}
