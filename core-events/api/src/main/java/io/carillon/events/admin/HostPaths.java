// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.admin;

import java.nio.file.Path;
import org.osgi.framework.BundleContext;

/**
 * The host's directories: absolute, normalised, existing. The launcher sets them as framework properties
 * {@code carillon.home}, {@code carillon.conf}, {@code carillon.data}, {@code carillon.plugins} and {@code carillon.logs}.
 *
 * @param home the unpacked distribution; read-only
 * @param conf configuration files
 * @param data everything the host keeps; access for its account only
 * @param plugins jars to run
 * @param logs log files
 */
public record HostPaths(Path home, Path conf, Path data, Path plugins, Path logs) {

    /**
     * Reads the framework properties.
     *
     * @throws IllegalStateException naming the property that is not set
     */
    public static HostPaths of(BundleContext context) {
        return new HostPaths(
                path(context, "home"),
                path(context, "conf"),
                path(context, "data"),
                path(context, "plugins"),
                path(context, "logs"));
    }

    private static Path path(BundleContext context, String name) {
        String value = context.getProperty("carillon." + name);
        if (value == null || value.isBlank()) {
            throw new IllegalStateException(
                    "framework property carillon." + name + " is not set; start with bin/carillon");
        }
        return Path.of(value).toAbsolutePath().normalize();
    }
}
