// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal;

import io.carillon.events.admin.HostPaths;
import io.carillon.events.store.StoreSettings;
import java.nio.file.Path;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which store was configured when the host started. What is configured later is noted and shown, but not used. */
@Component(immediate = true, service = StoreChoice.class, configurationPid = StoreChoice.PID)
@Designate(ocd = StoreConfig.class)
public final class StoreChoice {

    static final String PID = "carillon.store";

    private static final Logger LOG = LoggerFactory.getLogger(StoreChoice.class);

    private final Path data;
    private final StoreSettings settings;
    private volatile boolean changed;

    /**
     * Reads the configuration.
     *
     * @throws IllegalArgumentException if it cannot be; the bus does not start with another one
     */
    @Activate
    public StoreChoice(BundleContext context, StoreConfig config) {
        this.data = HostPaths.of(context).data();
        this.settings = StoreConfig.Reader.settings(config, data);
    }

    @Modified
    void modified(StoreConfig config) {
        changed = !StoreConfig.Reader.settings(config, data).equals(settings);
        if (changed) {
            LOG.warn("The configuration {} was changed; this host goes on with its store until it is restarted", PID);
        }
    }

    StoreSettings settings() {
        return settings;
    }

    /** Whether another store is configured than the one in use. */
    boolean changed() {
        return changed;
    }
}
