// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.store;

import io.carillon.events.PluginState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One change of a {@link WriteUnit}. All are idempotent but {@link Append}, whose identity makes it so. */
public sealed interface Change {

    /**
     * Appends an event at the next position.
     *
     * @param prepared what the store has worked out of this event beforehand, for that store alone; {@code null} when
     *     nothing was. It says nothing that the event does not.
     */
    record Append(NewEvent event, @Nullable Object prepared) implements Change {
        public Append {
            Objects.requireNonNull(event, "event");
        }

        /** With nothing worked out beforehand. */
        public Append(NewEvent event) {
            this(event, null);
        }
    }

    /** Creates or replaces what is known of a subscription; its checkpoint is set too. */
    record PutSubscription(SubscriptionRecord subscription) implements Change {
        public PutSubscription {
            Objects.requireNonNull(subscription, "subscription");
        }
    }

    /**
     * Moves the checkpoint of a subscription, which must exist; else the unit is {@link UnitOutcome.Rejected}.
     *
     * @param position every event up to here is finished
     * @param finished positions after {@code position} that are finished too, ascending, at most
     *     {@link SubscriptionRecord#MAX_FINISHED}
     */
    record Checkpoint(String subscription, long position, List<Long> finished) implements Change {
        public Checkpoint {
            finished = SubscriptionRecord.checkFinished(position, finished);
        }
    }

    /** Removes a subscription with its once-keys and dead letters. */
    record RemoveSubscription(String subscription) implements Change {}

    /** Remembers that a subscription has done something named by a key. */
    record RecordOnce(String subscription, String key, Instant time) implements Change {
        public RecordOnce {
            if (key.isEmpty() || key.length() > PluginState.MAX_KEY_LENGTH) {
                throw new IllegalArgumentException(
                        "once-key must have 1 to " + PluginState.MAX_KEY_LENGTH + " characters, got " + key.length());
            }
        }
    }

    /** Creates or replaces a dead letter, by subscription and position. */
    record PutDeadLetter(DeadLetter letter) implements Change {}

    /** Removes a dead letter; nothing happens when it is not there. */
    record RemoveDeadLetter(String subscription, long position) implements Change {}

    /**
     * Sets or removes one key of a plugin's state.
     *
     * @param json the value, {@code null} to remove the key
     */
    record PutState(String plugin, String key, @Nullable String json) implements Change {
        public PutState {
            if (key.isEmpty() || key.length() > PluginState.MAX_KEY_LENGTH) {
                throw new IllegalArgumentException(
                        "state key must have 1 to " + PluginState.MAX_KEY_LENGTH + " characters, got " + key.length());
            }
        }
    }

    /**
     * Creates or replaces a document; its revision becomes one more than before.
     *
     * @param index values it can be looked up by, at most {@link Document#MAX_INDEXED}
     */
    record PutDocument(String collection, String key, String json, Map<String, String> index) implements Change {
        public PutDocument {
            index = new Document(collection, key, json, 1, index).index();
        }
    }

    /** Removes a document; nothing happens when it is not there. */
    record RemoveDocument(String collection, String key) implements Change {}

    /**
     * Deletes the data of an event; position and hashes stay. Nothing happens when it is deleted already; a position that
     * is not in the log makes the unit {@link UnitOutcome.Rejected}.
     */
    record DeleteData(long position) implements Change {}

    /**
     * Removes every event up to a position from the log. The chain goes on from there, and the identities of removed
     * events still answer {@link UnitOutcome.Duplicate}. A position beyond the head makes the unit
     * {@link UnitOutcome.Rejected}.
     */
    record Truncate(long upTo) implements Change {}
}
