// SPDX-License-Identifier: Apache-2.0
package io.carillon.image;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.osgi.framework.BundleActivator;

/** Packs compiled test classes as a plugin: the whole package of the activator, and classes it shares with tests. */
public final class PluginJar {

    private static final String EVENTS = "io.carillon.events;version=\"[1.0,2)\",org.osgi.framework";

    private final Class<? extends BundleActivator> activator;
    private final List<Class<?>> shared;
    private final Map<String, String> headers = new TreeMap<>();

    public PluginJar(Class<? extends BundleActivator> activator, Class<?>... shared) {
        this.activator = activator;
        this.shared = List.of(shared);
        headers.put("Bundle-SymbolicName", activator.getPackageName());
        headers.put("Bundle-Version", "1.0.0");
        headers.put("Import-Package", EVENTS);
    }

    public PluginJar header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    public PluginJar version(String version) {
        return header("Bundle-Version", version);
    }

    /** Writes it beside its place and moves it there, so that it appears whole. */
    public void drop(Path jar) throws IOException {
        Path hidden = jar.resolveSibling("." + jar.getFileName() + ".part");
        write(hidden);
        Files.move(hidden, jar, StandardCopyOption.ATOMIC_MOVE);
    }

    public void write(Path jar) throws IOException {
        Path classes = classes();
        Files.createDirectories(jar.getParent());
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file, manifest());
                Stream<Path> own = Files.list(classes.resolve(path(activator)).getParent())) {
            Stream<Path> others = shared.stream().map(type -> classes.resolve(path(type)));
            for (Path each :
                    Stream.concat(own.filter(Files::isRegularFile), others).toList()) {
                out.putNextEntry(new JarEntry(classes.relativize(each).toString()));
                Files.copy(each, out);
                out.closeEntry();
            }
        }
    }

    private Path classes() throws IOException {
        try {
            return Path.of(activator
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    private static String path(Class<?> type) {
        return type.getName().replace('.', '/') + ".class";
    }

    private Manifest manifest() {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-ManifestVersion", "2");
        main.putValue("Bundle-Activator", activator.getName());
        headers.forEach(main::putValue);
        return manifest;
    }
}
