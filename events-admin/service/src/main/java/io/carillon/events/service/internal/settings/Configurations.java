// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.settings;

import java.io.IOException;
import java.io.UncheckedIOException;
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

    /** Marks configurations made here, so that they can be found when they are no longer set. */
    private static final String MARK = ".carillon.settings";

    private final ConfigurationAdmin admin;

    Configurations(ConfigurationAdmin admin) {
        this.admin = admin;
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
