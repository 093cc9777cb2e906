// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import io.carillon.events.admin.PluginStatus.Why;
import java.time.Duration;
import org.osgi.framework.BundleException;

/** Says in words why a plugin did not start or stop. */
final class StartFailure {

    private StartFailure() {}

    /** A start that threw. */
    static Why threw(PluginFailure failure) {
        return new Why("its start failed: " + failure.text(), null, null, failure.hint());
    }

    /** What to do about something a plugin threw. */
    static String hint(Throwable cause) {
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

    /**
     * A call that took too long, but ended when it was interrupted.
     *
     * @param what {@code start} or {@code stop}
     */
    static Why tookTooLong(String what, Duration timeout, String at) {
        return new Why(
                "its " + what + " took longer than " + timeout.toSeconds() + " s and was interrupted at " + at,
                null,
                null,
                "Let the " + what + " return at once and work on a thread of the plugin, or raise carillon.plugins "
                        + what + "TimeoutSeconds; then plugin:reload it.");
    }

    /**
     * A stop after which the framework does not call it stopped.
     *
     * @param how the failure, or what else is known
     */
    static Why notStopped(String how) {
        return new Why(
                "it does not stop: " + how,
                null,
                null,
                "It is tried again by itself; see whether something else starts or changes its bundle.");
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

    /** A jar that failed to start in place of one that ran. */
    static Why cameBack(PluginJar jar, String failure) {
        return new Why(
                "version " + jar.version() + " in " + jar.file() + " was taken back: " + failure,
                null,
                null,
                "What ran before runs again. Drop a mended jar; plugin:disable " + jar.id() + " and plugin:enable "
                        + jar.id() + " try this one again.");
    }

    /** A call that hung and ended after all. */
    static Why endedLate() {
        return new Why(
                "its start or stop hung for a while and has ended since",
                null,
                null,
                "plugin:reload it, and let its start and stop return at once.");
    }

    /** A jar that the framework does not take for what it holds. */
    static Why refused(Exception failure) {
        return new Why(
                "the framework does not take it: " + PluginFailure.of(failure).text(),
                null,
                null,
                "Mend the manifest header that is named and drop the jar again.");
    }

    /** A jar that the framework does not take as things are. */
    static Why notNow(Exception failure) {
        return new Why(
                "the framework cannot take it now: " + PluginFailure.of(failure).text(),
                null,
                null,
                "See that the disk is not full and files can be opened; it is tried again by itself, and at once by "
                        + "plugin:reload.");
    }

    /** Work that ended in a way nobody planned. */
    static Why broken(PluginFailure failure) {
        return new Why(
                "the framework did not do what the folder asks for: " + failure.text(),
                null,
                null,
                "It is tried again by itself; the host's log has the stack trace.");
    }

    /** Whether the framework does not take a jar for what it holds, and so never will. */
    static boolean isForContent(Exception failure) {
        Throwable cause = failure;
        for (; cause instanceof BundleException e; cause = cause.getCause()) {
            int type = e.getType();
            if (type == BundleException.MANIFEST_ERROR
                    || type == BundleException.NATIVECODE_ERROR
                    || type == BundleException.UNSUPPORTED_OPERATION) {
                return true;
            }
        }
        return cause instanceof IllegalArgumentException;
    }
}
