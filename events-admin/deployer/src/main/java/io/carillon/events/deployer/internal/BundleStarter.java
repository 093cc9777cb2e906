// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import io.carillon.events.admin.PluginStatus.Why;
import java.time.Duration;
import org.osgi.framework.Bundle;

/** Starts and stops one plugin's bundle within its time, and says what went wrong. */
final class BundleStarter {

    private final String id;
    private final Patience patience;

    BundleStarter(String id, Patience patience) {
        this.id = id;
        this.patience = patience;
    }

    /** Starts for this run of the host only: at the next one the folder decides. */
    TimedCall.Outcome start(Bundle bundle) throws InterruptedException {
        return TimedCall.run(StartGroup.of(id), "carillon-start-" + id, patience.start(), () -> {
            bundle.start(Bundle.START_TRANSIENT);
            return bundle;
        });
    }

    TimedCall.Outcome stop(Bundle bundle) throws InterruptedException {
        return TimedCall.run("carillon-stop-" + id, patience.stop(), () -> {
            bundle.stop(Bundle.STOP_TRANSIENT);
            return bundle;
        });
    }

    /** @param what {@code start} or {@code stop} */
    Why explain(String what, TimedCall.Outcome outcome) {
        Duration timeout = what.equals("start") ? patience.start() : patience.stop();
        if (outcome instanceof TimedCall.Outcome.Hung hung) {
            return StartFailure.hangs(what, timeout, hung.at());
        }
        if (outcome instanceof TimedCall.Outcome.Interrupted interrupted) {
            return StartFailure.tookTooLong(what, timeout, interrupted.at());
        }
        if (outcome instanceof TimedCall.Outcome.Threw threw) {
            return what.equals("start")
                    ? StartFailure.threw(threw.failure())
                    : StartFailure.notStopped(threw.failure().text());
        }
        return StartFailure.notStopped("something else started it again");
    }
}
