// SPDX-License-Identifier: Apache-2.0
package io.carillon.logging;

import ch.qos.logback.core.status.Status;
import ch.qos.logback.core.status.StatusListener;
import java.io.PrintStream;

/** Says on standard error what keeps records from being written, a full disk for instance; nothing else can say it. */
public final class TroubleListener implements StatusListener {

    private final PrintStream out;

    public TroubleListener() {
        this(System.err);
    }

    /** For tests: another stream. */
    TroubleListener(PrintStream out) {
        this.out = out;
    }

    @Override
    public void addStatusEvent(Status status) {
        if (status.getLevel() >= Status.ERROR) {
            String cause = status.getThrowable() == null ? "" : ": " + status.getThrowable();
            out.println("the log: " + Escapes.text(status.getMessage() + cause));
        }
    }
}
