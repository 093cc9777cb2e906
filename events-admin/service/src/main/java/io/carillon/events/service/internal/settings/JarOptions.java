// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.settings;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import javax.xml.stream.XMLStreamException;

/** What the Metatype documents of a jar declare that is no bundle yet. */
final class JarOptions {

    private static final String FOLDER = "OSGI-INF/metatype/";

    private JarOptions() {}

    static List<OptionSet> of(Path file) throws IOException {
        List<OptionSet> sets = new ArrayList<>();
        try (JarFile jar = new JarFile(file.toFile())) {
            String owner = owner(jar.getManifest());
            for (JarEntry entry : (Iterable<JarEntry>) jar.stream()::iterator) {
                if (entry.getName().startsWith(FOLDER) && entry.getName().endsWith(".xml")) {
                    try (InputStream document = jar.getInputStream(entry)) {
                        sets.addAll(MetatypeReader.read(owner, document));
                    } catch (XMLStreamException e) {
                        throw new IOException(entry.getName() + " is not Metatype: " + e.getMessage(), e);
                    }
                }
            }
        }
        return sets;
    }

    private static String owner(@org.jspecify.annotations.Nullable Manifest manifest) {
        String name = manifest == null ? null : manifest.getMainAttributes().getValue("Bundle-SymbolicName");
        return Objects.requireNonNullElse(name, "").replaceAll(";.*", "").trim();
    }
}
