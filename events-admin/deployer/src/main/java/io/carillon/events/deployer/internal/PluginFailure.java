// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleException;

/**
 * What a plugin threw, in the host's own words: whoever reads or logs this runs no code of the plugin, and keeps none of
 * its classes.
 *
 * @param errorClass class of what was thrown, without the framework's wrapping
 * @param text class and text on one line; the class alone when the text cannot be had
 * @param hint what to do
 * @param trace a copy for the log
 */
record PluginFailure(String errorClass, String text, String hint, Exception trace) {

    private static final int MAX_TEXT = 500;
    private static final int MAX_CAUSES = 8;

    /** A copy of what was thrown. */
    private static final class Copy extends Exception {

        private static final long serialVersionUID = 1;

        Copy(String text, @Nullable Throwable cause) {
            super(text, cause);
        }
    }

    /** Describes anything, however little it wants to be described. */
    static PluginFailure of(Throwable thrown) {
        Throwable cause = unwrapped(thrown);
        return new PluginFailure(cause.getClass().getName(), text(cause), StartFailure.hint(cause), copy(thrown, 0));
    }

    private static Throwable unwrapped(Throwable thrown) {
        Throwable cause = thrown;
        while (cause instanceof BundleException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static String text(Throwable thrown) {
        String text = answer(thrown::toString, thrown.getClass().getName()).replace('\n', ' ');
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "…";
    }

    private static Exception copy(Throwable thrown, int depth) {
        Throwable cause = depth == MAX_CAUSES ? thrown : answer(thrown::getCause, thrown);
        Copy copy = new Copy(text(thrown), cause == thrown ? null : copy(cause, depth + 1));
        StackTraceElement[] own = copy.getStackTrace();
        copy.setStackTrace(answer(() -> checked(thrown.getStackTrace()), own));
        return copy;
    }

    private static StackTraceElement[] checked(StackTraceElement[] trace) {
        Exception probe = new Exception();
        probe.setStackTrace(trace);
        return trace;
    }

    /** Asks code of a plugin, which may throw anything instead. */
    private static <T> T answer(Supplier<@Nullable T> asked, T otherwise) {
        try {
            T answer = asked.get();
            return answer == null ? otherwise : answer;
        } catch (Throwable e) {
            return otherwise;
        }
    }
}
