// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.settings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** The configuration admin's share that comes from settings; others' configurations are left alone. */
final class Configurations {

    /** Marks configurations made here, so that they can be found again after a restart. */
    private static final String MARK = ".carillon.settings";

    private static final String DERIVED = "org.apache.felix.http";

    private final ConfigurationAdmin admin;

    Configurations(ConfigurationAdmin admin) {
        this.admin = admin;
    }

    /**
     * Keeps other accounts out of the directory in which the configuration admin writes values down, secrets among them.
     *
     * @param directory {@code null} when the framework's own cache is used
     */
    static void keepPrivate(@Nullable String directory) {
        if (directory == null) {
            return;
        }
        try {
            Path path = Files.createDirectories(Path.of(directory));
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the directory for configuration, " + directory + ", cannot be made private", e);
        }
    }

    /** Makes the configurations equal to these; removes those of PIDs that are no longer set. */
    void apply(Map<String, Map<String, Object>> values) {
        try {
            Set<String> kept = new TreeSet<>();
            for (Map.Entry<String, Map<String, Object>> entry : values.entrySet()) {
                Configuration configuration = configuration(entry.getKey());
                Map<String, Object> properties = new TreeMap<>(entry.getValue());
                properties.put(MARK, true);
                configuration.updateIfDifferent(FrameworkUtil.asDictionary(properties));
                kept.add(configuration.getPid());
            }
            for (Configuration configuration : list("(" + MARK + "=true)")) {
                if (!kept.contains(configuration.getPid())) {
                    configuration.delete();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("settings cannot be kept by the configuration admin", e);
        }
    }

    /** Removes what the host derived from its options in an earlier run, and maybe never took back. */
    void removeDerived() {
        try {
            for (Configuration configuration : list("(service.pid=" + DERIVED + ")")) {
                configuration.delete();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the configuration " + DERIVED + " of an earlier run cannot be removed", e);
        }
    }

    private Configuration configuration(String pid) throws IOException {
        int name = pid.indexOf('~');
        return name < 0
                ? admin.getConfiguration(pid, "?")
                : admin.getFactoryConfiguration(pid.substring(0, name), pid.substring(name + 1), "?");
    }

    private Configuration[] list(String filter) throws IOException {
        try {
            Configuration @Nullable [] found = admin.listConfigurations(filter);
            return found == null ? new Configuration[0] : found;
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException("the filter " + filter + " is a constant", e);
        }
    }
}
