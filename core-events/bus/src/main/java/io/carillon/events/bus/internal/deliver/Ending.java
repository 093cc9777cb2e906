// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What the thread that makes a call knows when it comes back. */
sealed interface Ending {

    /** The call was not made. */
    record Forgone() implements Ending {

        static final Forgone INSTANCE = new Forgone();
    }

    /**
     * The call had been given up before it ended; it does not matter how it did.
     *
     * @param fatal an error of the virtual machine itself, to be thrown on
     */
    record Late(@Nullable VirtualMachineError fatal) implements Ending {

        static final Late CALMLY = new Late(null);
    }

    /** How an attempt ended. */
    sealed interface Result extends Ending {

        Duration took();

        /** What the virtual machine itself failed with, to be thrown on once the books are kept. */
        static @Nullable VirtualMachineError fatal(Result result) {
            return result instanceof Failed failed ? failed.fatal() : null;
        }

        record Handled(Duration took) implements Result {}

        /**
         * It failed.
         *
         * @param timedOut whether its time budget was over
         * @param cutShort whether it was interrupted because its subscription ends, and has not failed by itself
         * @param fatal an error of the virtual machine itself, to be thrown on once the books are kept
         */
        record Failed(
                Duration took,
                Fault fault,
                boolean timedOut,
                boolean cutShort,
                @Nullable VirtualMachineError fatal) implements Result {

            /** Class and text. */
            String failure() {
                return fault.text();
            }
        }
    }
}
