// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import io.carillon.events.admin.PluginStatus.Why;
import java.util.List;

/** What became of one file of the plugins folder. */
sealed interface Intake {

    /** It may run. */
    record Accepted(PluginJar jar) implements Intake {}

    /**
     * It may not run as it is.
     *
     * @param id its symbolic name, or the file name when it has none
     * @param version empty when unknown
     * @param sha256 empty when it was not read whole
     * @param reasons not empty
     * @param temporary whether the same file may pass when it is tried again
     */
    record Refused(String id, String version, String sha256, List<Why> reasons, boolean temporary) implements Intake {

        public Refused {
            reasons = List.copyOf(reasons);
        }
    }

    /** It is switched off by its name. */
    record Disabled(String id, String version, String name) implements Intake {}
}
