// SPDX-License-Identifier: Apache-2.0
package io.carillon.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.Manifest;

/** The bundles that a {@link SmallHost} runs, found on the class path by their names. */
final class ClassPathBundles {

    private static final Set<String> NAMES = Set.of(
            "io.carillon.core-events",
            "io.carillon.storage-jdbc",
            "io.carillon.storage-memory",
            "org.apache.felix.configadmin",
            "org.apache.felix.scr",
            "org.osgi.service.component",
            "org.osgi.util.function",
            "org.osgi.util.promise",
            "com.fasterxml.jackson.core.jackson-annotations",
            "com.fasterxml.jackson.core.jackson-core",
            "com.fasterxml.jackson.core.jackson-databind",
            "com.zaxxer.HikariCP",
            "org.postgresql.jdbc",
            "org.xerial.sqlite-jdbc");
    /** What serves the API over HTTP besides. */
    static final Set<String> HTTP = Set.of(
            "io.carillon.events-admin.service",
            "io.carillon.events-admin.http",
            "org.apache.commons.commons-fileupload",
            "org.apache.commons.commons-io",
            "org.apache.felix.http.jetty12",
            "org.apache.felix.http.servlet-api");

    private static final String MANIFEST = "META-INF/MANIFEST.MF";

    private ClassPathBundles() {}

    /**
     * Their jars, in descending order of names: the framework stops them the other way round, the bus before the store.
     *
     * @param more names besides those that every host needs
     * @throws IllegalStateException if one is missing
     */
    static List<Path> find(Set<String> more) throws IOException {
        Set<String> wanted = new TreeSet<>(NAMES);
        wanted.addAll(more);
        TreeMap<String, Path> found = new TreeMap<>(Comparator.reverseOrder());
        List<URL> manifests =
                Collections.list(ClassPathBundles.class.getClassLoader().getResources(MANIFEST));
        for (URL url : manifests) {
            try (InputStream in = url.openStream()) {
                String name = new Manifest(in).getMainAttributes().getValue("Bundle-SymbolicName");
                if (name != null && wanted.contains(name.split(";", 2)[0].trim())) {
                    found.put(name.split(";", 2)[0].trim(), jar(url));
                }
            }
        }
        List<String> missing = new ArrayList<>(wanted);
        missing.removeAll(found.keySet());
        if (!missing.isEmpty()) {
            throw new IllegalStateException("not on the class path: " + missing);
        }
        return List.copyOf(found.values());
    }

    /** The jar, or the directory of classes, that holds a manifest. */
    private static Path jar(URL manifest) {
        String text = manifest.toString();
        text = text.startsWith("jar:")
                ? text.substring("jar:".length(), text.indexOf("!/"))
                : text.replace(MANIFEST, "");
        return Path.of(URI.create(text));
    }
}
