// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.local;

import io.carillon.cli.Exit;
import io.carillon.cli.Failure;
import io.carillon.cli.output.Json;
import io.carillon.launcher.Directories;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Tries jars against an installation, starting no host. The bundle of the installation that takes jars at run time is asked,
 * and the framework that would resolve them, so that both always say the same.
 */
public final class PluginTrial {

    private static final String CHECK = "io.carillon.events.deployer.internal.OfflineCheck";
    private static final String TYPES = "META-INF/carillon/types/";
    private static final int MAX_SCHEMA_BYTES = 1 << 20;

    private final Directories directories;
    private final String maxJarBytes;

    /**
     * What there is to say of a jar.
     *
     * @param id Bundle-SymbolicName; empty when it is none
     * @param findings at least one
     */
    public record Result(Path jar, String id, String version, List<Finding> findings) {

        public Result {
            findings = List.copyOf(findings);
        }
    }

    /**
     * A trial.
     *
     * @param directories of the installation; jars in the folder of plugins count as there
     * @param settings as a start would find them
     */
    public PluginTrial(Directories directories, LocalSettings settings) {
        this.directories = directories;
        this.maxJarBytes = settings.value("plugins.maxJarBytes");
    }

    /**
     * Looks at jars. Where one is of the same plugin as one in the folder of plugins, it counts in its place.
     *
     * @return a result for each, in the same order
     */
    @SuppressWarnings("unchecked") // the deployer's own type, which is not on this class path
    public List<Result> of(List<Path> jars) throws IOException {
        List<Json> answers;
        try (URLClassLoader image = ImageClasses.of(directories.home());
                WorkFolder scratch = WorkFolder.temporary("carillon-check")) {
            BiFunction<Map<String, String>, List<Path>, List<Map<String, Object>>> check =
                    (BiFunction<Map<String, String>, List<Path>, List<Map<String, Object>>>)
                            image.loadClass(CHECK).getConstructor().newInstance();
            Map<String, String> settings = Map.of(
                    "bundles", directories.home().resolve("bundles").toString(),
                    "plugins", directories.plugins().toString(),
                    "scratch", scratch.path().toString(),
                    "maxJarBytes", maxJarBytes);
            answers = Json.of(check.apply(
                            settings, jars.stream().map(Path::toAbsolutePath).toList()))
                    .elements();
        } catch (ReflectiveOperationException | LinkageError | IllegalStateException | NumberFormatException e) {
            throw new Failure(
                    Exit.FAILED,
                    "the bundles in " + directories.home() + " cannot check plugins: " + e,
                    "unpack the distribution again; its parts belong together",
                    e);
        }
        List<Result> results = new ArrayList<>();
        for (int i = 0; i < jars.size(); i++) {
            results.add(result(jars.get(i), answers.get(i)));
        }
        return List.copyOf(results);
    }

    private static Result result(Path jar, Json answer) throws IOException {
        List<Finding> findings = new ArrayList<>();
        for (Json finding : answer.at("findings").elements()) {
            findings.add(new Finding(
                    finding.at("check").text(),
                    Finding.State.valueOf(finding.at("state").text().toUpperCase(Locale.ROOT)),
                    finding.at("detail").text(),
                    finding.at("hint").text()));
        }
        if (findings.size() > 1) {
            findings.addAll(schemas(jar));
        }
        return new Result(jar, answer.at("id").text(), answer.at("version").text(), findings);
    }

    /** A schema of data is an object. */
    private static List<Finding> schemas(Path jar) throws IOException {
        List<Finding> findings = new ArrayList<>();
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            for (ZipEntry file : zip.stream()
                    .filter(entry -> !entry.isDirectory() && entry.getName().startsWith(TYPES))
                    .toList()) {
                String wrong = wrong(zip, file);
                if (!wrong.isEmpty()) {
                    findings.add(Finding.problem(
                            "types", file.getName() + " " + wrong, "Write a JSON Schema (2020-12) of the data."));
                }
            }
        }
        return findings;
    }

    /** What is wrong with a file; empty when nothing is. */
    private static String wrong(ZipFile zip, ZipEntry file) throws IOException {
        byte[] text;
        try (InputStream in = zip.getInputStream(file)) {
            text = in.readNBytes(MAX_SCHEMA_BYTES + 1);
        }
        if (text.length > MAX_SCHEMA_BYTES) {
            return "has more than " + MAX_SCHEMA_BYTES + " bytes";
        }
        try {
            return Json.parse(text).isObject() ? "" : "is no JSON object";
        } catch (IOException e) {
            return "is no JSON: " + e.getMessage();
        }
    }
}
