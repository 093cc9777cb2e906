// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.local;

import io.carillon.cli.Exit;
import io.carillon.cli.Failure;
import io.carillon.cli.output.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.lang.model.SourceVersion;

/**
 * The project of a plugin that somebody begins to write: a handler with its test, ready to be built.
 *
 * @param name its artifact, lower-case words with {@code -} between
 * @param packageName of its classes
 */
public record NewPlugin(String name, String packageName) {

    /** The command, without {@code carillon}, that publishes what its handler handles. */
    public static final String ATTEMPT = "events pub scan.completed libraryId=films filesScanned:=3";

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*+");
    private static final int LONGEST_NAME = 40;
    private static final int LONGEST_PACKAGE = 120;
    private static final Set<String> NOT_YOURS = Set.of("java", "javax", "jdk", "sun");
    private static final String HOST = "io.carillon";

    /** Templates, and where each of them goes. */
    private static final Map<String, String> FILES = files();

    public NewPlugin {
        if (name.length() > LONGEST_NAME || !NAME.matcher(name).matches()) {
            throw new Failure(
                    Exit.REFUSED,
                    "\"" + shown(name) + "\" is no name for a plugin",
                    "lower-case letters and digits, words with - between, at most " + LONGEST_NAME
                            + " characters: order-mail");
        }
        boolean valid = packageName.length() <= LONGEST_PACKAGE
                && SourceVersion.isName(packageName)
                && packageName.equals(packageName.toLowerCase(Locale.ROOT))
                && packageName.chars().allMatch(c -> c < 128 && c != '$');
        List<String> segments = List.of(packageName.split("\\."));
        if (!valid || segments.size() < 2) {
            throw new Failure(
                    Exit.REFUSED,
                    "\"" + shown(packageName) + "\" is no name for a package",
                    "lower-case words of Java with dots between, at least two: --package com.example.hello");
        }
        if (NOT_YOURS.contains(segments.get(0)) || (packageName + ".").startsWith(HOST + ".")) {
            throw new Failure(
                    Exit.REFUSED,
                    "the package " + shown(packageName) + " belongs to Java or the host",
                    "begin with a domain of your own");
        }
    }

    private static Map<String, String> files() {
        Map<String, String> files = new LinkedHashMap<>();
        files.put("pom.xml", "pom.xml");
        files.put("handler.txt", "src/main/java/@folder@/@class@.java");
        files.put("schema.json", "src/main/resources/META-INF/carillon/types/@name@.greeted.json");
        files.put("test.txt", "src/test/java/@folder@/@class@Test.java");
        files.put("readme.txt", "README.md");
        files.put("ignored.txt", ".gitignore");
        return files;
    }

    /** The package when none is given. */
    public static String packageFor(String name) {
        return "com.example." + name.replace("-", "");
    }

    /** The id that the host will know it by. */
    public String id() {
        return group() + "." + name;
    }

    private String group() {
        String last = "." + name.replace("-", "");
        return packageName.endsWith(last)
                        && packageName
                                        .substring(0, packageName.length() - last.length())
                                        .indexOf('.')
                                > 0
                ? packageName.substring(0, packageName.length() - last.length())
                : packageName;
    }

    /** No class of Java or of the API has such a name. */
    private String className() {
        StringBuilder words = new StringBuilder();
        for (String word : name.split("-")) {
            words.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
        }
        return words + "Plugin";
    }

    /**
     * Writes it, as a whole or not at all.
     *
     * @param folder empty, or not there yet
     * @param version of the parent POM
     */
    public void write(Path folder, String version) throws IOException {
        Path place = folder.toAbsolutePath().normalize();
        requireFree(place);
        Path parent = place.resolveSibling("");
        Path staged = parent.resolve(".carillon-new-" + ProcessHandle.current().pid());
        Map<String, String> words = Map.of(
                "@name@", name,
                "@package@", packageName,
                "@folder@", packageName.replace('.', '/'),
                "@group@", group(),
                "@id@", id(),
                "@class@", className(),
                "@version@", version);
        try {
            for (Map.Entry<String, String> file : FILES.entrySet()) {
                Path target = staged.resolve(filled(file.getValue(), words));
                Files.createDirectories(target.resolveSibling(""));
                Files.writeString(target, filled(template(file.getKey()), words));
            }
            Files.move(staged, place, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            PrivateFiles.delete(staged);
        }
    }

    private static void requireFree(Path place) throws IOException {
        if (Files.isDirectory(place)) {
            try (Stream<Path> entries = Files.list(place)) {
                if (entries.findAny().isPresent()) {
                    throw new Failure(
                            Exit.REFUSED,
                            shown(place.toString()) + " is not empty",
                            "name an empty folder, or a new one");
                }
            }
        } else if (Files.exists(place)) {
            throw new Failure(Exit.REFUSED, shown(place.toString()) + " is not a folder", "name another one");
        }
        if (!Files.isDirectory(place.resolveSibling(""))) {
            throw new Failure(
                    Exit.REFUSED,
                    "there is no directory " + shown(place.resolveSibling("").toString()),
                    "make it, or name another folder");
        }
    }

    private static String template(String name) throws IOException {
        try (InputStream in = NewPlugin.class.getResourceAsStream("template/" + name)) {
            if (in == null) {
                throw new IOException("this distribution has no template " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String filled(String text, Map<String, String> words) {
        String filled = text;
        for (Map.Entry<String, String> word : words.entrySet()) {
            filled = filled.replace(word.getKey(), word.getValue());
        }
        return filled;
    }

    private static String shown(String text) {
        return Printable.shortened(Printable.line(text), 100);
    }
}
