// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal;

import io.carillon.events.store.StoreSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Which store the log is kept in, PID {@code carillon.store}. Read at start; there is no quiet change to another log. */
@ObjectClassDefinition(
        name = "Carillon store",
        description = "Where the log is kept. A change takes effect when the host is restarted.")
@interface StoreConfig {

    @AttributeDefinition(
            description = "memory:, sqlite:FILE (relative to the data directory) or postgresql://HOST:PORT/DATABASE")
    String url() default "sqlite:events.db";

    @AttributeDefinition(description = "User name at the database; empty for none", required = false)
    String user() default "";

    @AttributeDefinition(
            description = "Password at the database; empty for none",
            type = AttributeType.PASSWORD,
            required = false)
    String password() default "";

    @AttributeDefinition(description = "Further settings of the storage bundle, each as NAME=VALUE", required = false)
    String[] properties() default {};

    @AttributeDefinition(
            description = "Milliseconds the store may take to answer one call",
            min = "100",
            max = "600000")
    long timeoutMillis() default 10_000;

    /** Makes configuration values. */
    final class Reader {

        private Reader() {}

        /**
         * The settings a configuration asks for.
         *
         * @throws IllegalArgumentException naming the value that cannot be
         */
        static StoreSettings settings(StoreConfig config, Path dataDirectory) {
            Map<String, String> properties = new LinkedHashMap<>();
            for (String each : config.properties()) {
                int equals = each.indexOf('=');
                if (equals < 1) {
                    throw new IllegalArgumentException(
                            "carillon.store properties are NAME=VALUE, got one without a name or \"=\"");
                }
                properties.put(
                        each.substring(0, equals).trim(),
                        each.substring(equals + 1).trim());
            }
            if (!config.user().isEmpty()) {
                properties.put("user", config.user());
            }
            if (!config.password().isEmpty()) {
                properties.put("password", config.password());
            }
            return new StoreSettings(
                    config.url(), dataDirectory, properties, Duration.ofMillis(config.timeoutMillis()));
        }
    }
}
