// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.Event;
import io.carillon.events.OnPoison;
import io.carillon.events.RetryPolicy;
import io.carillon.events.Severity;
import io.carillon.events.Subscription;
import io.carillon.events.bus.internal.deliver.Backlog.Step;
import io.carillon.events.bus.internal.deliver.Shelf.Place;
import io.carillon.events.bus.internal.publish.HostEvents;
import io.carillon.events.store.Change;
import io.carillon.events.store.DeadLetter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Decides what becomes of an event whose attempt failed: another one later, or a dead letter. */
final class Failures {

    /**
     * What becomes of it.
     *
     * @param event how it is set aside; {@code null} if nothing of its key waits for it
     * @param letter the dead letter, if it is one now
     * @param changes to be stored with that
     */
    record Verdict(@Nullable SetAside event, @Nullable DeadLetter letter, List<Change> changes) {}

    private final String name;
    private final String plugin;
    private final Subscription declared;
    private final KeyRule keys;
    private final HostEvents events;

    Failures(String name, String plugin, Subscription declared, KeyRule keys, HostEvents events) {
        this.name = name;
        this.plugin = plugin;
        this.declared = declared;
        this.keys = keys;
        this.events = events;
    }

    /**
     * Decides.
     *
     * @param last whether no further attempt may be made, whatever the policy says
     */
    Verdict judge(Step step, Fault fault, boolean last, Instant now) {
        Place place = step.place();
        SetAside before = place == null || step.isFollower() ? null : place.event();
        String key = place == null ? keys.kept(step.key()) : place.event().key();
        Instant first = before == null ? now : before.first();
        String note = before == null ? "" : before.note();
        boolean letter = before != null && before.letter();
        boolean stops = before != null && before.stops();
        List<Duration> delays = declared.retries().delays();
        if (!last && step.attempt() <= delays.size()) {
            Instant due = now.plus(jittered(declared.retries(), delays.get(step.attempt() - 1)));
            return new Verdict(
                    new SetAside(
                            name,
                            key,
                            step.position(),
                            step.attempt(),
                            first,
                            now,
                            due,
                            fault.text(),
                            letter,
                            note,
                            stops,
                            false),
                    null,
                    List.of());
        }
        DeadLetter dead = new DeadLetter(name, step.position(), step.attempt(), fault.cause(), first, now, note);
        List<Change> changes = new ArrayList<>();
        changes.add(new Change.PutDeadLetter(dead));
        events.because(
                        step.entry().event(),
                        Severity.ERROR,
                        "carillon.subscription.event_dead_lettered",
                        "subscription/" + name,
                        data(step, fault))
                .ifPresent(changes::add);
        return new Verdict(behind(key, dead, fault), dead, changes);
    }

    private @Nullable SetAside behind(String key, DeadLetter dead, Fault fault) {
        boolean stops = declared.onPoison() == OnPoison.STOP;
        boolean waits = stops || declared.onPoison() == OnPoison.HOLD_SUBJECT && !key.equals(KeyRule.ALONE);
        return waits
                ? new SetAside(
                        name,
                        key,
                        dead.position(),
                        dead.attempts(),
                        dead.first(),
                        dead.last(),
                        null,
                        fault.text(),
                        true,
                        dead.note(),
                        stops,
                        false)
                : null;
    }

    private Map<String, Object> data(Step step, Fault fault) {
        Event event = step.entry().event();
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("subscription", name);
        data.put("plugin", plugin);
        data.put("position", step.position());
        data.put("eventId", event.id());
        data.put("attempts", step.attempt());
        data.put("errorClass", fault.type());
        data.put("message", fault.text());
        return data;
    }

    private static Duration jittered(RetryPolicy policy, Duration delay) {
        double factor = 1 + policy.jitter() * (2 * ThreadLocalRandom.current().nextDouble() - 1);
        return Duration.ofNanos((long) (delay.toNanos() * factor));
    }
}
