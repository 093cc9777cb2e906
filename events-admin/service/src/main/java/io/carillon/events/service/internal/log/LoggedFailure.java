// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.log;

import io.carillon.events.admin.LogAdmin;
import org.jspecify.annotations.Nullable;

/** What was thrown, as text. It may be of a plugin, and throw when it is asked. */
final class LoggedFailure {

    private static final int MAX_CAUSES = 10;

    /** Of each; the causes are to have room. */
    private static final int MAX_FRAMES = 20;

    private LoggedFailure() {}

    /** Text, upper frames and causes, as many as begin within {@link LogAdmin#MAX_TEXT}. */
    static String of(Throwable thrown) {
        StringBuilder text = new StringBuilder();
        @Nullable Throwable each = thrown;
        for (int depth = 0; each != null && depth < MAX_CAUSES && !isFull(text); depth++) {
            text.append(depth == 0 ? "" : "\nCaused by: ");
            each = append(text, each);
        }
        return text.toString();
    }

    /** Adds one; returns its cause. */
    private static @Nullable Throwable append(StringBuilder text, Throwable thrown) {
        try {
            String said = String.valueOf(thrown.toString());
            text.append(said, 0, Math.min(said.length(), LogAdmin.MAX_TEXT));
            StackTraceElement[] frames = thrown.getStackTrace();
            for (int i = 0; i < Math.min(frames.length, MAX_FRAMES); i++) {
                text.append("\n\tat ").append(frames[i]);
            }
            if (frames.length > MAX_FRAMES) {
                text.append("\n\t… ").append(frames.length - MAX_FRAMES).append(" more");
            }
            return thrown.getCause();
        } catch (Throwable broken) { // of the plugin, like what it should describe
            if (broken instanceof VirtualMachineError error && !(error instanceof StackOverflowError)) {
                throw error;
            }
            text.append(thrown.getClass().getName())
                    .append(" (its text cannot be had: ")
                    .append(broken.getClass().getName())
                    .append(')');
            return null;
        }
    }

    private static boolean isFull(StringBuilder text) {
        return text.length() > LogAdmin.MAX_TEXT;
    }
}
