// SPDX-License-Identifier: Apache-2.0
package io.carillon.itest;

import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.cleanCaches;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.frameworkStartLevel;
import static org.ops4j.pax.exam.CoreOptions.junitBundles;
import static org.ops4j.pax.exam.CoreOptions.systemProperty;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.ops4j.pax.exam.Option;

/** The bundles of the distribution with the start levels of the image, over fresh directories. */
final class HostOptions {

    private HostOptions() {}

    static Option[] of(Class<?> test, Option... more) {
        return of(test, HostOptions::level, more);
    }

    static Option[] of(Class<?> test, ToIntFunction<String> levels, Option... more) {
        Path home = Path.of("target", "itest", test.getSimpleName()).toAbsolutePath();
        List<Option> options = new ArrayList<>();
        for (Path jar : jars()) {
            int level = levels.applyAsInt(String.valueOf(jar.getFileName()));
            options.add(
                    isFragment(jar)
                            ? bundle(jar.toUri().toString()).noStart()
                            : bundle(jar.toUri().toString()).startLevel(level));
        }
        for (String directory : List.of("home", "conf", "data", "plugins", "logs")) {
            Path path = directory.equals("home") ? home : home.resolve(directory);
            try {
                delete(path);
                Files.createDirectories(path);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            options.add(frameworkProperty("carillon." + directory).value(path.toString()));
        }
        options.add(frameworkProperty("carillon.version").value("test"));
        options.add(frameworkProperty("carillon.set.http.port").value("0"));
        options.add(frameworkProperty("felix.cm.pm").value("memory"));
        options.add(frameworkProperty("org.osgi.service.http.port").value("-1"));
        options.add(frameworkProperty("gosh.args").value("--nointeractive"));
        options.add(frameworkProperty("org.ops4j.pax.logging.StaticLogbackFile")
                .value(Path.of("src/test/resources/logback-test.xml")
                        .toAbsolutePath()
                        .toString()));
        options.add(frameworkProperty("org.ops4j.pax.logging.DefaultServiceLog.level")
                .value("WARN"));
        options.add(
                systemProperty("itest.plugins").value(home.resolve("plugins").toString()));
        options.add(frameworkStartLevel(20));
        options.add(junitBundles());
        options.add(cleanCaches());
        options.addAll(List.of(more));
        return options.toArray(new Option[0]);
    }

    private static boolean isFragment(Path jar) {
        return String.valueOf(jar.getFileName()).startsWith("carillon-logging");
    }

    /** The start level a bundle has in the image: the name of its directory. */
    static int level(String jar) {
        Path bundles = Path.of(System.getProperty("carillon.image"), "bundles");
        try (Stream<Path> files = Files.walk(bundles, 2)) {
            Path found = files.filter(file -> file.endsWith(jar))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no " + jar + " in " + bundles));
            return Integer.parseInt(bundles.relativize(found).getName(0).toString());
        } catch (IOException e) {
            throw new UncheckedIOException("build distribution/image first", e);
        }
    }

    private static List<Path> jars() {
        Path folder = Path.of(System.getProperty("carillon.bundles"));
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("build distribution/image first", e);
        }
    }

    private static void delete(Path path) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(path)) {
            for (Path each : tree.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(each);
            }
        }
    }
}
