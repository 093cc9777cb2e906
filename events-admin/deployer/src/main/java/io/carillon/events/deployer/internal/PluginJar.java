// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import org.osgi.framework.Version;

/**
 * A jar that passed every check.
 *
 * @param file name in the plugins folder
 * @param modified when the file there was written
 * @param copy the verified private copy
 * @param sha256 of the content
 * @param id Bundle-SymbolicName
 * @param version Bundle-Version
 * @param name Bundle-Name, or the id
 */
record PluginJar(String file, Instant modified, Path copy, String sha256, String id, Version version, String name) {

    /** The one to run first: highest version, then newest file, then name. */
    static final Comparator<PluginJar> BEST_FIRST = Comparator.comparing(PluginJar::version)
            .thenComparing(PluginJar::modified)
            .reversed()
            .thenComparing(PluginJar::file);

    @Override
    public String toString() {
        return id + " " + version;
    }
}
