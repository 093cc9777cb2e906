// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import io.carillon.events.admin.PluginStatus.Why;
import java.time.Duration;
import org.osgi.framework.BundleException;

/** Says in words why a plugin did not start or stop. */
final class StartFailure {

    private static final int MAX_TEXT = 500;

    private StartFailure() {}

    /** The failure itself, without the framework's wrapping. */
    static Throwable cause(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof BundleException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** A start that threw. */
    static Why threw(Throwable failure) {
        Throwable cause = cause(failure);
        return new Why("its start failed: " + text(cause), null, null, hint(cause));
    }

    private static String hint(Throwable cause) {
        if (cause instanceof UnsupportedClassVersionError) {
            return "It is compiled for a newer Java than " + Runtime.version().feature()
                    + "; start the host with that Java (JAVA_HOME), or use a build for this one.";
        }
        if (cause instanceof NoClassDefFoundError || cause instanceof ClassNotFoundException) {
            return "The jar neither holds nor imports that class; put its library inside the jar or import its package, "
                    + "then drop the jar again.";
        }
        if (cause instanceof LinkageError) {
            return "It is built against other versions than it runs with; build it again for this host.";
        }
        return "The host's log has the stack trace. Mend the cause, then drop the jar again or plugin:reload it.";
    }

    /** A start that took too long, but ended when it was interrupted. */
    static Why tookTooLong(Duration timeout, String at) {
        return new Why(
                "its start took longer than " + timeout.toSeconds() + " s and was interrupted at " + at,
                null,
                null,
                "Let the start return at once and work on a thread of the plugin, or raise carillon.plugins "
                        + "startTimeoutSeconds; then plugin:reload it.");
    }

    /**
     * A call that does not end at all.
     *
     * @param what {@code start} or {@code stop}
     */
    static Why hangs(String what, Duration timeout, String at) {
        return new Why(
                "its " + what + " hangs: after " + timeout.toSeconds() + " s and an interrupt it still is at " + at,
                null,
                null,
                "Restart the host, since a hanging " + what
                        + " cannot be undone; take the jar out of the plugins folder before, or replace it.");
    }

    /** A call that hung and ended after all. */
    static Why endedLate() {
        return new Why(
                "its start or stop hung for a while and has ended since",
                null,
                null,
                "plugin:reload it, and let its start and stop return at once.");
    }

    /** A jar that the framework does not take. */
    static Why refused(Exception failure) {
        return new Why(
                "the framework does not take it: " + text(failure),
                null,
                null,
                "Mend the manifest header that is named and drop the jar again.");
    }

    /** Class and text of a failure, on one line. */
    static String text(Throwable failure) {
        String text = failure.toString().replace('\n', ' ');
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "…";
    }
}
