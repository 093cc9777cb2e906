// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal;

import io.carillon.events.bus.internal.ModelItem.Stage;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a crash, or being moved, leaves of what a model knows: what the store holds, and no more. */
record ModelUpheaval(SubscriptionModel model, StoredDelivery stored) {

    void crashed() {
        for (ModelItem item : model.items()) {
            boolean doubted = item.doubtful;
            item.doubtful = false;
            if (item.stage != Stage.DROPPED) {
                crashed(item, stored.setAside().get(item.position), doubted);
            }
        }
    }

    private void crashed(ModelItem item, @Nullable Integer attempts, boolean doubted) {
        if (stored.deadLetters().contains(item.position)) {
            deadLetter(item, attempts, doubted);
        } else if (item.stage == Stage.DEAD) { // it was not stored, so it has not happened
            item.deaths--;
            reopen(item, attempts);
        } else if (item.stage == Stage.HANDLED) {
            item.mayRepeat = !stored.isFinished(item.position) || model.isHeld(stored, item, true);
            if (item.mayRepeat) {
                goOnCounting(item, attempts);
            }
        } else {
            reopen(item, attempts);
        }
    }

    private void deadLetter(ModelItem item, @Nullable Integer attempts, boolean doubted) {
        if (item.stage == Stage.HANDLED && doubted && !stored.due().contains(item.position)) {
            model.die(item); // its last call was counted as a time-out, and nobody asked for another
        } else if (item.stage == Stage.HANDLED) {
            item.mayRepeat = true; // replayed, and its end was not stored
            item.outOfOrder = !model.isHolding(item);
        } else if (item.stage != Stage.DEAD || stored.due().contains(item.position)) {
            item.deaths -= item.stage == Stage.DEAD ? 1 : 0; // it failed again, which was not stored
            item.stage = Stage.WAITING; // a replay that was asked for goes on
            item.asked = true;
            item.mayForget = true;
            goOnCounting(item, attempts);
        }
    }

    private void reopen(ModelItem item, @Nullable Integer attempts) {
        item.reopen(attempts);
        model.owes(item);
    }

    private static void goOnCounting(ModelItem item, @Nullable Integer attempts) {
        item.attempts = Math.max(item.attempts, attempts == null ? 0 : attempts);
        item.notBefore = Instant.MIN;
    }

    void moved(long to) {
        for (ModelItem item : model.items()) {
            item.everMoved = true;
            if (item.position > to) {
                item.comeAgain();
                model.owes(item);
            } else if (item.stage == Stage.HANDLED) {
                item.mayRepeat |=
                        model.isHeld(stored, item, false); // how far those that waited had come is kept roughly
            } else if (!item.finished()
                    && !stored.deadLetters().contains(item.position)
                    && !stored.setAside().containsKey(item.position)) {
                passBy(item);
            }
        }
    }

    private void passBy(ModelItem item) {
        if (model.isHeld(stored, item, false)) {
            item.optional = true;
            item.mayForget = true; // its own record went if it was set aside behind the new place
        } else {
            item.stage = Stage.DROPPED;
        }
        model.forgets(item);
    }
}
