// SPDX-License-Identifier: Apache-2.0
package io.carillon.image.durability;

import io.carillon.image.durability.hasty.HastyActivator;
import io.carillon.image.durability.load.LoadActivator;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.osgi.framework.BundleActivator;

/** Writes bundles of compiled test classes. */
final class TestBundle {

    private TestBundle() {}

    /** The store that acknowledges before it commits. */
    static void hasty(Path jar) throws IOException {
        write(
                jar,
                HastyActivator.class,
                "io.carillon.events;version=\"[1.0,2)\",io.carillon.events.store;version=\"[1.0,2)\",org.osgi.framework",
                List.of());
    }

    /** The plugin that loads the bus from inside. */
    static void load(Path jar) throws IOException {
        write(
                jar,
                LoadActivator.class,
                "io.carillon.events;version=\"[1.0,2)\",org.osgi.framework",
                List.of(History.class, Entry.class, Entry.Kind.class, Pace.class));
    }

    /** Takes the whole package of the activator, and the classes it shares with tests. */
    private static void write(
            Path jar, Class<? extends BundleActivator> activator, String imports, List<Class<?>> shared)
            throws IOException {
        Path classes = classes(activator);
        Files.createDirectories(jar.getParent());
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file, manifest(activator, imports));
                Stream<Path> own = Files.list(classes.resolve(path(activator)).getParent())) {
            Stream<Path> others = shared.stream().map(type -> classes.resolve(path(type)));
            for (Path each : Stream.concat(own, others).toList()) {
                out.putNextEntry(new JarEntry(classes.relativize(each).toString()));
                Files.copy(each, out);
                out.closeEntry();
            }
        }
    }

    private static Path classes(Class<?> type) throws IOException {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    private static String path(Class<?> type) {
        return type.getName().replace('.', '/') + ".class";
    }

    private static Manifest manifest(Class<?> activator, String imports) {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-ManifestVersion", "2");
        main.putValue("Bundle-SymbolicName", activator.getPackageName());
        main.putValue("Bundle-Version", "1.0.0");
        main.putValue("Bundle-Activator", activator.getName());
        main.putValue("Import-Package", imports);
        return manifest;
    }
}
