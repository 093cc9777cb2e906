// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.shell.internal;

import io.carillon.events.HandlerMode;
import io.carillon.events.admin.SubscriptionStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Subscriptions as lines. */
final class SubscriptionText {

    private static final int FAILURE = 100;

    private SubscriptionText() {}

    static Table table(List<SubscriptionStatus> subscriptions) {
        return new Table(
                List.of("NAME", "KIND", ">POSITION", ">LAG", "STATE", "NOTE"),
                subscriptions.stream().map(SubscriptionText::row).toList());
    }

    private static List<String> row(SubscriptionStatus sub) {
        boolean durable = isDurable(sub);
        return List.of(
                sub.name(),
                sub.isClient() ? "client" : durable ? "handler" : "live handler",
                durable ? Long.toString(sub.position()) : Printable.NONE,
                durable ? Printable.number(sub.lag()) : Printable.NONE,
                word(sub.state()),
                note(sub));
    }

    private static boolean isDurable(SubscriptionStatus sub) {
        return sub.mode() == HandlerMode.DURABLE;
    }

    /** For instance {@code catching-up}. */
    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String note(SubscriptionStatus sub) {
        List<String> notes = new ArrayList<>();
        SubscriptionStatus.Counts counts = sub.counts();
        if (sub.breaker() != SubscriptionStatus.Breaker.CLOSED) {
            notes.add("breaker " + word(sub.breaker()));
        }
        if (counts.retrying() > 0) {
            notes.add(Printable.number(counts.retrying()) + " retrying");
        }
        if (sub.nextAttempt() != null) {
            notes.add("next try " + Printable.time(sub.nextAttempt()));
        }
        if (counts.deadLetters() > 0) {
            notes.add(deadLetters(counts.deadLetters()));
        }
        if (counts.heldKeys() > 0) {
            notes.add(Printable.number(counts.heldKeys()) + " keys held");
        }
        if (counts.dropped() > 0) {
            notes.add(Printable.number(counts.dropped()) + " dropped");
        }
        if (sub.expires() != null) {
            notes.add("expires " + Printable.time(sub.expires()));
        }
        String failure = sub.failure();
        if (failure != null) {
            notes.add(Printable.shortened(failure, FAILURE));
        }
        return String.join("; ", notes);
    }

    /** For instance {@code 3 dead letters}. */
    static String deadLetters(long count) {
        return Printable.number(count) + (count == 1 ? " dead letter" : " dead letters");
    }

    /** Everything about one subscription. */
    static String details(SubscriptionStatus sub) {
        SubscriptionStatus.Counts counts = sub.counts();
        Fields fields = new Fields()
                .add("name", sub.name())
                .add("plugin", sub.plugin())
                .add("types", sub.types().stream().collect(Collectors.joining(", ")))
                .add("mode", word(sub.mode()))
                .add("state", word(sub.state()))
                .add("enabled", sub.enabled() ? "yes" : "no")
                .add("priority", word(sub.priority()));
        if (isDurable(sub)) {
            fields.add("ordering", word(sub.ordering()))
                    .add("position", sub.position())
                    .add("lag", Printable.number(sub.lag()) + " events, " + Printable.duration(sub.lagTime()))
                    .add("retrying", Printable.number(counts.retrying()))
                    .add("deadletters", Printable.number(counts.deadLetters()))
                    .add("heldkeys", Printable.number(counts.heldKeys()));
        } else {
            fields.add("dropped", Printable.number(counts.dropped()));
        }
        fields.add("handled", Printable.number(counts.handled()))
                .add("failed", Printable.number(counts.failed()))
                .add("breaker", word(sub.breaker()))
                .add(
                        "handling",
                        sub.handling() == 0
                                ? Printable.NONE
                                : "position " + sub.handling() + " since " + Printable.time(sub.since()))
                .add("next try", Printable.time(sub.nextAttempt()));
        if (sub.expires() != null) {
            fields.add("expires", Printable.time(sub.expires()));
        }
        return fields.add("failure", sub.failure() == null ? Printable.NONE : sub.failure())
                .toString();
    }
}
