// SPDX-License-Identifier: Apache-2.0
package io.carillon.image.durability;

import io.carillon.image.durability.hasty.HastyActivator;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Writes the bundle of the store that acknowledges before it commits. */
final class HastyBundle {

    private static final List<String> CLASSES = List.of("HastyActivator", "HastyProvider", "HastyStore");

    private HastyBundle() {}

    static void write(Path jar) throws IOException {
        String packageName = HastyActivator.class.getPackageName();
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-ManifestVersion", "2");
        main.putValue("Bundle-SymbolicName", packageName);
        main.putValue("Bundle-Version", "1.0.0");
        main.putValue("Bundle-Activator", HastyActivator.class.getName());
        main.putValue(
                "Import-Package",
                "io.carillon.events;version=\"[1.0,2)\",io.carillon.events.store;version=\"[1.0,2)\",org.osgi.framework");
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file, manifest)) {
            for (String name : CLASSES) {
                String path = packageName.replace('.', '/') + "/" + name + ".class";
                out.putNextEntry(new JarEntry(path));
                try (InputStream in = HastyActivator.class.getResourceAsStream(name + ".class")) {
                    if (in == null) {
                        throw new IOException(path + " is not on the class path");
                    }
                    in.transferTo(out);
                }
                out.closeEntry();
            }
        }
    }
}
