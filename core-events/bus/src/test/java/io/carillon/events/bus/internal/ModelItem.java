// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One event that a subscription wants, as the model of delivery knows it. Guarded by the owner of its model. */
final class ModelItem {

    /** How far an event has come. */
    enum Stage {
        OPEN,
        RUNNING,
        /** Failed; to be tried again. */
        WAITING,
        HANDLED,
        DEAD,
        /** Discarded, or passed by when the subscription was moved. */
        DROPPED
    }

    final long position;
    final @Nullable String key;
    Stage stage = Stage.OPEN;
    int attempts;
    Instant notBefore = Instant.MIN;
    /** Handled before, and what the store knows says no different from not handled. */
    boolean mayRepeat;
    /** Handled, unless its call was interrupted between its return and its end. */
    boolean doubtful;
    /** The count of attempts may have been lost with the host. */
    boolean mayForget;
    /** Held behind an event of its key when the subscription was moved beyond it: it may be handled or not. */
    boolean optional;
    /** A dead letter that came to be handled behind later events of its key. */
    boolean outOfOrder;
    /** A dead letter that is to be delivered again. */
    boolean asked;
    /** Whether its dead letter was seen in the store. */
    boolean letterSeen;

    /** There when the subscription was moved; of its ends before that less may be recorded. */
    boolean everMoved;
    /** When it was handled last. */
    Instant handledAt = Instant.MAX;

    int letterStays;
    int deaths;
    boolean everDoubtful;

    ModelItem(long position, @Nullable String key) {
        this.position = position;
        this.key = key;
    }

    boolean finished() {
        return stage == Stage.HANDLED || stage == Stage.DROPPED;
    }

    @Override
    public String toString() {
        return position + "/" + key + " " + stage + " attempts=" + attempts + (mayRepeat ? " mayRepeat" : "")
                + (doubtful ? " doubtful" : "") + (optional ? " optional" : "")
                + (outOfOrder ? " outOfOrder" : "");
    }

    /** Its attempts are used up. */
    void die() {
        stage = Stage.DEAD;
        asked = false;
        notBefore = Instant.MIN;
        attempts = 0;
        letterSeen = false;
        deaths++;
    }

    /** Its call succeeded. */
    void handle() {
        stage = Stage.HANDLED;
        asked = false;
        notBefore = Instant.MIN;
        outOfOrder = false;
    }

    /** The host is gone and the store does not know of its end; attempts are those the store knows of. */
    void reopen(@Nullable Integer known) {
        stage = known == null ? Stage.OPEN : Stage.WAITING;
        notBefore = known == null || known != attempts ? Instant.MIN : notBefore;
        attempts = Math.max(attempts, known == null ? 0 : known);
        mayForget = true;
    }

    /** The subscription was put before it; it comes as if for the first time. */
    void comeAgain() {
        stage = Stage.OPEN;
        attempts = 0;
        notBefore = Instant.MIN;
        mayRepeat = false;
        mayForget = everDoubtful;
        doubtful = false;
        outOfOrder = false;
        asked = false;
        optional = false;
    }
}
