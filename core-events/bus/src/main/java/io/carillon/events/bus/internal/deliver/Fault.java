// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.store.DeadLetter;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a plugin threw, put into words once. The methods of a throwable are code of the plugin and may throw themselves, so
 * nobody else calls them, and the log gets a copy.
 *
 * @param type class of what was thrown; empty for a failure that the bus itself found
 * @param text at most {@value #MAX_TEXT} characters
 * @param trace same text, frames and causes, without anything of the plugin
 */
record Fault(String type, String text, Throwable trace) {

    private static final int MAX_TEXT = 500;
    private static final int MAX_CAUSES = 10;

    static Fault of(Throwable thrown) {
        String text = text(thrown);
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        seen.add(thrown);
        return new Fault(thrown.getClass().getName(), text, new Copy(text, frames(thrown), cause(thrown, seen)));
    }

    /** A failure that the bus itself found, and where, if that is known. */
    static Fault of(String text, StackTraceElement... frames) {
        return new Fault("", shorten(text), new Copy(shorten(text), frames, null));
    }

    /** The same failure, as part of what is said here. */
    Fault within(String what) {
        return new Fault(type, shorten(what + ": " + text), trace);
    }

    /** Text and trace, cut to what a dead letter holds. */
    String cause() {
        StringBuilder cause = new StringBuilder(text);
        String before = "\n\tat ";
        for (Throwable each = trace; each != null && cause.length() < DeadLetter.MAX_CAUSE; each = each.getCause()) {
            if (each != trace) {
                cause.append("\nCaused by: ").append(each.getMessage());
            }
            for (StackTraceElement frame : each.getStackTrace()) {
                if (cause.length() >= DeadLetter.MAX_CAUSE) {
                    break;
                }
                cause.append(before).append(frame);
            }
        }
        cause.setLength(Math.min(cause.length(), DeadLetter.MAX_CAUSE));
        return cause.toString();
    }

    private static String text(Throwable thrown) {
        try {
            return shorten(String.valueOf(thrown.toString()));
        } catch (Throwable broken) { // of the plugin, like what it should describe
            return thrown.getClass().getName() + " (its text cannot be had: "
                    + broken.getClass().getName() + ")";
        }
    }

    private static StackTraceElement[] frames(Throwable thrown) {
        try {
            return thrown.getStackTrace().clone();
        } catch (Throwable broken) {
            return new StackTraceElement[0];
        }
    }

    /** @param seen the thrown one and those it was the cause of; a chain may lead back to one of them */
    private static @Nullable Throwable cause(Throwable thrown, Set<Throwable> seen) {
        if (seen.size() > MAX_CAUSES) {
            return null;
        }
        try {
            Throwable cause = thrown.getCause();
            if (cause == null) {
                return null;
            }
            return seen.add(cause)
                    ? new Copy(text(cause), frames(cause), cause(cause, seen))
                    : new Copy(text(cause) + " (named above already)", new StackTraceElement[0], null);
        } catch (Throwable broken) {
            return new Copy("its cause cannot be had", new StackTraceElement[0], null);
        }
    }

    private static String shorten(String text) {
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "…";
    }

    /** Says what was thrown. */
    private static final class Copy extends Exception {

        private static final long serialVersionUID = 1L;

        Copy(String text, StackTraceElement[] frames, @Nullable Throwable cause) {
            super(text, cause, false, true);
            setStackTrace(frames);
        }

        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }
}
