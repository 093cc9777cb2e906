// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.local;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The classes of an installation: what a host does at a start is done here by the same code. */
public final class ImageClasses {

    private static final String FRAMEWORK = "org.apache.felix.framework-";

    private ImageClasses() {}

    /**
     * A loader of its own, apart from the classes of this command.
     *
     * @param home of the installation
     */
    public static URLClassLoader of(Path home) throws IOException {
        List<URL> urls = new ArrayList<>();
        try (Stream<Path> files = Files.walk(home.resolve("bundles"), 2)) {
            // The last start levels first: what is asked for is there.
            for (Path jar : files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted(Comparator.reverseOrder())
                    .toList()) {
                urls.add(jar.toUri().toURL());
            }
        }
        Path lib = home.resolve("lib");
        if (Files.isDirectory(lib)) {
            try (Stream<Path> files = Files.list(lib)) {
                for (Path jar : files.filter(
                                file -> file.getFileName().toString().startsWith(FRAMEWORK))
                        .toList()) {
                    urls.add(0, jar.toUri().toURL());
                }
            }
        }
        return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }
}
