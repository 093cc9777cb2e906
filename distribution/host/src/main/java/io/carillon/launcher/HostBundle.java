// SPDX-License-Identifier: Apache-2.0
package io.carillon.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * One bundle of the image.
 *
 * @param level its start level, the name of its directory
 * @param jar where it is
 */
record HostBundle(int level, Path jar) {

    /** All jars in {@code bundles/<level>/} in ascending order of levels, then names. */
    static List<HostBundle> in(Path folder) throws IOException {
        try (Stream<Path> files = Files.find(folder, 2, (path, attributes) -> attributes.isRegularFile())) {
            Comparator<HostBundle> byLevel = Comparator.comparingInt(HostBundle::level);
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .map(file -> new HostBundle(level(file), file))
                    .sorted(byLevel.thenComparing(HostBundle::jar))
                    .toList();
        }
    }

    private static int level(Path jar) {
        Path parent = jar.getParent();
        String name = parent == null ? "" : String.valueOf(parent.getFileName());
        try {
            int level = Integer.parseInt(name);
            if (level > 0) {
                return level;
            }
        } catch (NumberFormatException e) {
            throw notALevel(jar, name, e);
        }
        throw notALevel(jar, name, new IllegalArgumentException(name));
    }

    private static LaunchException notALevel(Path jar, String name, Exception cause) {
        return new LaunchException(
                Exit.INVALID,
                jar + " is not in a directory named by a start level, found \"" + name + "\"",
                "unpack the distribution again; own jars belong into the plugins directory",
                cause);
    }
}
