// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.admin;

import io.carillon.events.TypePattern;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Durable subscriptions of programs outside the host: a name of the client's own under which the log remembers how far it has
 * acknowledged. {@link SubscriptionsAdmin} shows and removes them like those of handlers; they expire like those.
 *
 * <p>Threads: safe for concurrent use.
 */
@ProviderType
public interface ClientSubscriptionsAdmin {

    /** The most of one client. */
    int MAX_OF_CLIENT = 50;

    /** The most of all clients. */
    int MAX = 2_000;

    /** What the {@code plugin} of such a subscription begins with; no symbolic name of a plugin does. */
    String PREFIX = "client:";

    /** What a client may call one. */
    Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    /**
     * Which of whose.
     *
     * @param client name of the principal
     * @param id the client's own name for it, see {@link #ID}
     */
    record Identity(String client, String id) {
        public Identity {
            if (!ID.matcher(id).matches()) {
                throw new IllegalArgumentException(
                        "a durable subscription must be called 1 to 64 of A-Z a-z 0-9 . _ -, got \"" + id + "\"");
            }
        }

        /** Name of the subscription. */
        public String name() {
            return owner() + ":" + id;
        }

        /** What stands where a handler's subscription has its plugin. */
        public String owner() {
            return PREFIX + client;
        }
    }

    /**
     * Takes a subscription up. Whoever holds it now loses it, and is told before this returns.
     *
     * @param types its patterns, empty for all
     * @param from address of the client, for explanations; empty if it has none
     * @param ended called at most once, when the lease is over without having been closed; must not block
     * @throws io.carillon.events.StoreUnavailableException if no store is open
     */
    Lease claim(Identity identity, List<TypePattern> types, String from, Consumer<Ending> ended);

    /** Why a lease is over. */
    enum Ending {
        /** The same client took it up elsewhere. */
        TAKEN_OVER,
        /** The log is another one, or the bus stops. */
        CLOSED
    }

    /** The right to acknowledge, of one at a time. */
    @ProviderType
    interface Lease extends AutoCloseable {

        Identity identity();

        /** Everything up to here was acknowledged; empty for a new subscription, which has to {@link #begin}. */
        OptionalLong position();

        /**
         * Keeps a new subscription that begins behind a position.
         *
         * @throws IllegalStateException if it has begun already, or there are {@link #MAX_OF_CLIENT} of the client or
         *     {@link #MAX} in all
         * @throws io.carillon.events.StoreUnavailableException if it cannot be kept
         */
        void begin(long position);

        /**
         * Notes that everything up to a position is dealt with. It is stored soon, also when the store is away now; what
         * was acknowledged in the last moments before a crash may come again. Nothing happens if that was acknowledged
         * before or the lease is over.
         *
         * @throws IllegalArgumentException if the position is beyond the end of the log
         */
        void acknowledge(long position);

        /** Gives it back; the subscription stays where it is. Does not block; closing twice does nothing. */
        @Override
        void close();
    }
}
