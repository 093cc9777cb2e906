// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import io.carillon.events.admin.PluginStatus.Why;
import java.util.ArrayList;
import java.util.List;
import org.osgi.framework.Bundle;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/** Knows which Declarative Services components of a bundle failed: to the framework such a bundle is active. */
final class BundleComponents {

    private static final int MAX_TEXT = 500;

    private final HostServices services;

    BundleComponents(HostServices services) {
        this.services = services;
    }

    /** Components that failed to activate, one reason each; none as long as nobody knows. */
    List<Why> failures(Bundle bundle) {
        List<Why> failures = new ArrayList<>();
        ServiceComponentRuntime runtime = services.components().orElse(null);
        if (runtime != null) {
            for (ComponentDescriptionDTO component : runtime.getComponentDescriptionDTOs(bundle)) {
                for (ComponentConfigurationDTO configuration : runtime.getComponentConfigurationDTOs(component)) {
                    if (configuration.state == ComponentConfigurationDTO.FAILED_ACTIVATION) {
                        failures.add(why(component, configuration));
                    }
                }
            }
        }
        return failures;
    }

    private static Why why(ComponentDescriptionDTO component, ComponentConfigurationDTO configuration) {
        String trace = configuration.failure == null ? "" : configuration.failure;
        return new Why(
                "its component " + component.name + " does not activate: " + cause(trace),
                null,
                null,
                "The host's log has the stack trace. Mend the cause, then drop the jar again or plugin:reload it.");
    }

    /** The innermost cause of a printed stack trace. */
    private static String cause(String trace) {
        String first = "";
        String cause = "";
        for (String line : trace.lines().toList()) {
            if (first.isEmpty()) {
                first = line.trim();
            }
            if (line.startsWith("Caused by: ")) {
                cause = line.substring("Caused by: ".length());
            }
        }
        String text = cause.isEmpty() ? first : cause;
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "…";
    }
}
