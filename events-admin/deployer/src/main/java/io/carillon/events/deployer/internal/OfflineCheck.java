// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

/**
 * What a host would say of jars, and what their authors should know of them, without a host. The {@code carillon} command
 * loads this class from the image, which is why it speaks in types of the JDK only.
 *
 * <p>Settings are {@code bundles}, the folder of the installation's own; {@code plugins}, a folder whose jars count as there,
 * need not exist; {@code scratch}, an empty folder to write in, which the caller removes; and {@code maxJarBytes}. What comes
 * out is {@code id}, {@code version} and {@code findings} of each jar, in the order given; a finding is {@code check},
 * {@code state} ({@code ok}, {@code warning} or {@code problem}), {@code detail} and {@code hint}.
 */
public final class OfflineCheck implements BiFunction<Map<String, String>, List<Path>, List<Map<String, Object>>> {

    private static final int MOST_OTHERS = 1_000;

    /** A jar on its way. */
    private static final class Trial {
        private final Path jar;
        private final List<Advice> advice = new ArrayList<>();
        private String id = "";
        private String version = "";
        private @Nullable JarManifest manifest;
        private @Nullable Bundle bundle;

        Trial(Path jar) {
            this.jar = jar;
        }

        /** Inspects it as the deployer does, and has the framework take it. */
        void take(UnstartedHost host, long maxJarBytes, Set<String> taken) {
            try {
                long size = Files.size(jar);
                JarInspection.checkSize(size, maxJarBytes);
                JarManifest inspected = JarInspection.inspect(jar, size, maxJarBytes);
                id = inspected.id();
                version = inspected.version().toString();
                if (host.has(id)) {
                    throw JarRefusedException.hostName(id);
                }
                if (!taken.add(id)) {
                    advice.add(Advice.warning(
                            "jar",
                            "another jar is " + id + " too, and the host runs one of them",
                            "Remove the one that should not run."));
                    return;
                }
                bundle = host.install(jar);
                manifest = inspected;
                advice.add(Advice.ok("jar", id + " " + version + ", " + size + " bytes"));
            } catch (JarRefusedException e) {
                advice.add(Advice.of("jar", e.why()));
            } catch (BundleException | IllegalArgumentException e) {
                advice.add(Advice.of("jar", StartFailure.refused(e)));
            } catch (IOException e) {
                advice.add(Advice.problem("jar", "it cannot be read: " + e, ""));
            }
        }

        /** Says whether it resolves, and what else there is to say. */
        void examine(UnstartedHost host) {
            if (bundle == null || manifest == null) {
                return;
            }
            List<Advice> missing = host.missing(bundle).stream()
                    .map(why -> Advice.of("needs", why))
                    .toList();
            advice.addAll(
                    missing.isEmpty()
                            ? List.of(Advice.ok("needs", "everything that it imports or requires is there"))
                            : missing);
            try (ZipFile zip = new ZipFile(jar.toFile())) {
                advice.addAll(JarAdvice.of(zip, manifest, host.exports()));
            } catch (IOException | JarRefusedException e) {
                advice.add(Advice.problem("jar", "it changed while it was looked at: " + e, "Look again."));
            }
        }

        Map<String, Object> result() {
            return Map.of(
                    "id",
                    id,
                    "version",
                    version,
                    "findings",
                    advice.stream().map(Advice::map).toList());
        }
    }

    @Override
    public List<Map<String, Object>> apply(Map<String, String> settings, List<Path> jars) {
        Path bundles = Path.of(settings.getOrDefault("bundles", ""));
        Path scratch = Path.of(settings.getOrDefault("scratch", ""));
        long maxJarBytes = Long.parseLong(settings.getOrDefault("maxJarBytes", ""));
        try (UnstartedHost host = UnstartedHost.of(bundles, scratch)) {
            Set<String> taken = new HashSet<>();
            List<Trial> trials = jars.stream().map(Trial::new).toList();
            trials.forEach(trial -> trial.take(host, maxJarBytes, taken));
            for (Path other : others(Path.of(settings.getOrDefault("plugins", "")))) {
                new Trial(other).take(host, maxJarBytes, taken);
            }
            host.resolve();
            trials.forEach(trial -> trial.examine(host));
            return trials.stream().map(Trial::result).toList();
        } catch (IOException | BundleException e) {
            throw new IllegalStateException("the bundles in " + bundles + " cannot be looked at: " + e, e);
        }
    }

    private static List<Path> others(Path plugins) throws IOException {
        if (!Files.isDirectory(plugins)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(plugins)) {
            return files.filter(
                            file -> Files.isRegularFile(file) && file.toString().endsWith(".jar"))
                    .sorted()
                    .limit(MOST_OTHERS)
                    .toList();
        }
    }
}
