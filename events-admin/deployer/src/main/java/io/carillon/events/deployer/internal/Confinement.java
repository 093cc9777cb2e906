// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether one plugin is quarantined, across restarts. Used by whoever has the plugin's turn. */
final class Confinement {

    private final String id;
    private final InstallLedger ledger;
    private @Nullable Quarantine quarantine;

    Confinement(String id, InstallLedger ledger) {
        this.id = id;
        this.ledger = ledger;
        this.quarantine = ledger.quarantine(id).orElse(null);
    }

    void begin(Quarantine now) {
        quarantine = now;
        ledger.quarantined(id, now);
    }

    void end() {
        quarantine = null;
        ledger.released(id);
    }

    /** The quarantine of what is installed. Something else ends it. */
    Optional<Quarantine> of(@Nullable PluginJar installed) {
        Quarantine now = quarantine;
        if (now == null || installed == null) {
            return Optional.empty();
        }
        if (!installed.sha256().equals(now.sha256())) {
            end();
            return Optional.empty();
        }
        return Optional.of(now);
    }
}
