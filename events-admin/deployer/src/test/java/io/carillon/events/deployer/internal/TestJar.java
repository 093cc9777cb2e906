// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.jar.JarFile;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.osgi.framework.BundleActivator;

/** Builds real jars. */
final class TestJar {

    private final Map<String, String> headers = new LinkedHashMap<>();
    private final Map<String, byte[]> entries = new LinkedHashMap<>();

    private TestJar() {}

    /** A zip without any header. */
    static TestJar plain() {
        return new TestJar();
    }

    /** A bundle that imports what activators need. */
    static TestJar bundle(String id, String version) {
        return new TestJar()
                .header("Bundle-ManifestVersion", "2")
                .header("Bundle-SymbolicName", id)
                .header("Bundle-Version", version)
                .header("Import-Package", "org.osgi.framework");
    }

    TestJar header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    TestJar activator(Class<? extends BundleActivator> type) {
        return header("Bundle-Activator", type.getName()).type(type);
    }

    TestJar type(Class<?> type) {
        String name = type.getName().replace('.', '/') + ".class";
        try (InputStream in = Objects.requireNonNull(type.getResourceAsStream("/" + name))) {
            return entry(name, in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    TestJar entry(String name, byte[] content) {
        entries.put(name, content);
        return this;
    }

    byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            if (!headers.isEmpty()) {
                StringBuilder manifest = new StringBuilder("Manifest-Version: 1.0\r\n");
                headers.forEach((name, value) -> manifest.append(wrap(name + ": " + value)));
                put(
                        zip,
                        JarFile.MANIFEST_NAME,
                        manifest.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
            }
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                put(zip, entry.getKey(), entry.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static String wrap(String line) {
        StringBuilder wrapped = new StringBuilder();
        for (int at = 0; at < line.length(); at += 60) {
            wrapped.append(at == 0 ? "" : " ")
                    .append(line, at, Math.min(line.length(), at + 60))
                    .append("\r\n");
        }
        return wrapped.toString();
    }

    private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTime(1_700_000_000_000L);
        if (name.endsWith(".stored")) {
            CRC32 crc = new CRC32();
            crc.update(content);
            entry.setMethod(ZipEntry.STORED);
            entry.setSize(content.length);
            entry.setCrc(crc.getValue());
        }
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }

    /** Writes the jar where it is, in one go but not atomically, as {@code cp} does. */
    Path copyTo(Path file) {
        try {
            return Files.write(file, bytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Replaces the file in one step. */
    Path moveTo(Path file) {
        try {
            Path temporary = Files.write(file.resolveSibling(file.getFileName() + ".part"), bytes());
            return Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
