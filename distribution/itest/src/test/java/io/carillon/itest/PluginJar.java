// SPDX-License-Identifier: Apache-2.0
package io.carillon.itest;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.osgi.framework.BundleActivator;

/**
 * Packs classes of the tests into a plugin jar and drops it into a folder at once, by rename. In the jar they are in a package
 * of their own, for the tests' bundle has these classes too.
 */
record PluginJar(String id, String version, Class<? extends BundleActivator> activator) {

    private static final String PACKAGE = "itest/plugin/";
    private static final String PACKED = "itest/packed/"; // as long, so that class files stay what they are

    Path dropInto(Path folder) {
        Path jar = folder.resolve(id + ".jar");
        Path part = folder.resolve(id + ".part");
        try (OutputStream file = Files.newOutputStream(part);
                JarOutputStream out = new JarOutputStream(file, manifest())) {
            add(out, activator.getName());
            add(out, activator.getName() + "$1");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            return Files.move(part, jar, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Manifest manifest() {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-ManifestVersion", "2");
        main.putValue("Bundle-SymbolicName", id);
        main.putValue("Bundle-Version", version);
        main.putValue(
                "Bundle-Activator",
                packed(activator.getName().replace('.', '/')).replace('/', '.'));
        main.putValue(
                "Import-Package",
                "io.carillon.events;version=\"[1.0,2)\",org.osgi.framework,org.slf4j;version=\"[2.0,3)\"");
        return manifest;
    }

    private static String packed(String text) {
        return text.replace(PACKAGE, PACKED);
    }

    private void add(JarOutputStream out, String type) throws IOException {
        String entry = type.replace('.', '/') + ".class";
        try (InputStream in = activator.getResourceAsStream("/" + entry)) {
            if (in == null) {
                throw new IOException("no class " + entry);
            }
            out.putNextEntry(new JarEntry(packed(entry)));
            out.write(packed(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1))
                    .getBytes(StandardCharsets.ISO_8859_1));
            out.closeEntry();
        }
    }
}
