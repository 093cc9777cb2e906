// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.command;

import io.carillon.cli.Exit;
import io.carillon.cli.Failure;
import io.carillon.cli.local.ImageClasses;
import io.carillon.cli.output.Json;
import java.io.IOException;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * The settings of this machine without a host. The bundle of the image that reads them at a start reads them here too, so that
 * both always say the same.
 */
final class OfflineSettings {

    private static final String READER = "io.carillon.events.service.internal.settings.OfflineSettings";

    private OfflineSettings() {}

    /**
     * Reads every layer.
     *
     * @param settings as with {@code --set}
     * @return {@code items}, {@code errors} and {@code warnings}
     */
    @SuppressWarnings("unchecked") // the reader's own type, which is not on this class path
    static Json read(Map<String, String> environment, List<String> settings) {
        String home = environment.getOrDefault("CARILLON_HOME", "");
        if (home.isEmpty()) {
            throw new Failure(Exit.REFUSED, "CARILLON_HOME is not set", "start with bin/carillon, which sets it");
        }
        try (URLClassLoader bundles = ImageClasses.of(Path.of(home))) {
            BiFunction<Map<String, String>, List<String>, Map<String, Object>> reader =
                    (BiFunction<Map<String, String>, List<String>, Map<String, Object>>)
                            bundles.loadClass(READER).getConstructor().newInstance();
            return Json.of(reader.apply(environment, settings));
        } catch (IOException | ReflectiveOperationException e) {
            throw new Failure(
                    Exit.FAILED,
                    "the bundles in " + home + " cannot read settings: " + e,
                    "unpack the distribution again; its parts belong together",
                    e);
        }
    }
}
