// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.publish;

import io.carillon.events.HandlerMode;
import io.carillon.events.Subscription;
import io.carillon.events.TypePattern;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Types that are published as ephemeral and not for the log, as far as was seen since the host started; what is published
 * for the log once is not ephemeral. Names that differ only in their separators are one type.
 *
 * <p>Threads: safe for concurrent use. At most {@value #MOST} types; those seen after that are not known.
 */
public final class EphemeralTypes {

    /** The most types. */
    static final int MOST = 1_000;

    private final Set<String> types = ConcurrentHashMap.newKeySet();

    /** Notes how an event of a type is published. */
    public void published(String type, boolean ephemeral) {
        if (!ephemeral) {
            if (!types.isEmpty()) {
                types.remove(plain(type));
            }
        } else if (types.size() < MOST) {
            types.add(plain(type));
        }
    }

    private static String plain(String type) {
        return type.replace(':', '.').replace('/', '.');
    }

    /** Why a subscription would never be given anything, a sentence; none if it might. */
    public @Nullable String objection(Subscription subscription) {
        if (subscription.mode() != HandlerMode.DURABLE || types.isEmpty()) {
            return null;
        }
        for (TypePattern each : subscription.types()) {
            if (!each.isExact() || !types.contains(plain(each.text()))) {
                return null;
            }
        }
        String named = subscription.types().stream().map(TypePattern::text).collect(Collectors.joining(", "));
        return "durable subscription \"" + subscription.id() + "\" wants ephemeral types only (" + named
                + "), which are never in the log; declare it with mode LIVE";
    }
}
