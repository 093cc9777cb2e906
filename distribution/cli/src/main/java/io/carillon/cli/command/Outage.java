// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.command;

import io.carillon.cli.Exit;
import io.carillon.cli.Failure;
import io.carillon.cli.http.ProblemAnswer;
import java.util.function.Consumer;

/** Lets a host that is asked again and again be away for a while: it may start anew, or be stopped in a debugger. */
final class Outage {

    private final Consumer<String> notice;
    private boolean begun;

    /**
     * There is none yet.
     *
     * @param notice told once of each
     */
    Outage(Consumer<String> notice) {
        this.notice = notice;
    }

    /** Whether the host did not answer the last time. */
    boolean isBegun() {
        return begun;
    }

    /** Asks the host. What asking again would not mend is thrown. */
    void over(Runnable question) {
        try {
            question.run();
            begun = false;
        } catch (Failure e) {
            begin(e, e.exit() == Exit.TIMED_OUT || e.exit() == Exit.UNAVAILABLE);
        } catch (ProblemAnswer e) {
            begin(e, e.exit() == Exit.UNAVAILABLE);
        }
    }

    private void begin(RuntimeException failure, boolean passing) {
        if (!passing) {
            throw failure;
        }
        if (!begun) {
            notice.accept("the host does not answer; it is asked again");
        }
        begun = true;
    }
}
