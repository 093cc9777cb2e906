// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.Severity;
import io.carillon.events.bus.internal.publish.HostEvents;
import io.carillon.events.store.Change;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A call that goes on although it was interrupted, as it was when its thread was given up.
 *
 * @param position of the event it was called with
 * @param runs how long it did
 * @param frames of the plugin and of libraries, the innermost first, at most {@value #MAX_FRAMES}; an immutable list
 * @param inside the frame of the JDK it is in; empty if it is in the plugin itself
 */
record StuckCall(long position, Duration runs, List<String> frames, String inside) {

    static final int MAX_FRAMES = 5;
    private static final int MAX_TEXT = 200;

    StuckCall {
        frames = List.copyOf(frames);
    }

    /** A call whose thread is here. */
    static StuckCall at(long position, Duration runs, StackTraceElement[] stack) {
        List<StackTraceElement> call = Arrays.stream(stack)
                .takeWhile(each -> !each.getClassName().startsWith(HandlerCall.class.getName()))
                .toList();
        return new StuckCall(
                position,
                runs,
                call.stream()
                        .filter(each -> !isJdk(each))
                        .limit(MAX_FRAMES)
                        .map(StuckCall::text)
                        .toList(),
                call.stream()
                        .findFirst()
                        .filter(StuckCall::isJdk)
                        .map(StuckCall::text)
                        .orElse(""));
    }

    private static boolean isJdk(StackTraceElement frame) {
        String home = frame.getModuleName();
        return home != null && (home.startsWith("java.") || home.startsWith("jdk."));
    }

    /** For instance {@code shop.Mail.send(Mail.java:20)}. */
    private static String text(StackTraceElement frame) {
        String text = frame.getClassName() + "." + frame.getMethodName() + "("
                + (frame.getFileName() == null ? "Unknown Source" : frame.getFileName())
                + (frame.getLineNumber() < 0 ? "" : ":" + frame.getLineNumber()) + ")";
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "…";
    }

    /** All of it in one line. */
    String sentence() {
        return "stuck: its call at position " + position + " does not react to being interrupted"
                + (frames.isEmpty() ? "" : "; it is at " + String.join(" ← ", frames))
                + (inside.isEmpty() ? "" : "; in " + inside);
    }

    /** What is recorded of it. */
    Change event(HostEvents events, Instant now, String subscription, String plugin) {
        return events.at(
                now,
                Severity.ERROR,
                "carillon.subscription.stuck",
                "subscription/" + subscription,
                Map.<String, Object>of(
                        "subscription", subscription,
                        "plugin", plugin,
                        "position", position,
                        "runningForMs", runs.toMillis(),
                        "stack", frames,
                        "inside", inside));
    }
}
