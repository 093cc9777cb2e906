// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal;

import io.carillon.events.EventDraft;
import io.carillon.events.StartFrom;
import io.carillon.events.admin.DeadLettersAdmin;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** Does one thing after the other to a {@link DeliveryWorld}, at random, and looks at what its store holds. One thread. */
final class DeliveryDriver {

    private final Random random;
    private final DeliveryWorld world;

    DeliveryDriver(Random random, DeliveryWorld world) {
        this.random = random;
        this.world = world;
    }

    /** Does one random thing and looks at what the store holds. */
    void step() {
        int dice = random.nextInt(1_000);
        if (dice < 330) {
            publish();
        } else if (dice < 830) {
            world.release();
        } else if (dice < 920) {
            world.counted("advance");
            world.advance(Duration.ofMillis(random.nextInt(random.nextInt(5) == 0 ? 40_000 : 2_000)));
        } else if (dice < 937) {
            world.timeOut(any());
        } else if (dice < 945) {
            world.hang(any());
        } else if (dice < 965) {
            pause(any(), random.nextInt(3) == 0);
        } else if (dice < 990) {
            treatDeadLetter(any());
        } else if (dice < 994) {
            move(any());
        } else if (dice < 996) {
            world.crash();
        }
        world.stepped();
        check(any());
    }

    private SubscriptionModel any() {
        List<String> names = world.models().keySet().stream().sorted().toList();
        return world.model(names.get(random.nextInt(names.size())));
    }

    private void publish() {
        world.counted("publish");
        for (int i = random.nextInt(4); i >= 0; i--) {
            EventDraft.Builder draft = EventDraft.builder(
                            ModelSettings.TYPES.get(random.nextInt(ModelSettings.TYPES.size())))
                    .correlationId("c" + random.nextInt(3));
            int subject = random.nextInt(7);
            if (subject > 0) {
                draft.subject("s" + subject);
            }
            var unused = world.plugin().publish(draft.build());
        }
    }

    private void pause(SubscriptionModel model, boolean on) {
        world.counted(on ? "pause" : "resume");
        if (!on) {
            synchronized (world) {
                model.pause(false);
            }
        }
        world.core().subscriptions().setEnabled(model.name, !on, "model");
        synchronized (world) {
            model.pause(on);
            world.trace().told(model.name + (on ? " paused" : " resumed"));
        }
    }

    private void treatDeadLetter(SubscriptionModel model) {
        List<Long> dead;
        synchronized (world) {
            dead = model.dead();
        }
        if (dead.isEmpty()) {
            return;
        }
        long position = dead.get(random.nextInt(dead.size()));
        boolean replay = random.nextInt(3) > 0;
        synchronized (world) { // held while it is done, so that no call comes in between
            world.counted(replay ? "replay of a dead letter" : "discard");
            if (random.nextInt(4) > 0) {
                world.heal(position);
            }
            DeadLettersAdmin letters = world.core().deadLetters();
            DeadLettersAdmin.Filter filter = DeadLettersAdmin.Filter.at(position);
            int treated =
                    replay ? letters.replay(model.name, filter, "model") : letters.discard(model.name, filter, "model");
            world.trace().told(model.name + " " + position + (replay ? " to be replayed: " : " discarded: ") + treated);
            if (treated == 1 && replay) {
                model.replayed(position);
            } else if (treated == 1) {
                model.discarded(position);
            }
        }
    }

    private void move(SubscriptionModel model) {
        if (model.declared.id().equals(ModelSettings.EFFECTS)) {
            return;
        }
        world.counted("move");
        boolean wasPaused = model.paused;
        pause(model, true);
        ModelTrace.until(model.name + " to be idle", () -> {
            world.releaseAll(model);
            return isIdle(model);
        });
        synchronized (world) {
            world.learn(Long.MAX_VALUE);
            long head = world.learnt();
            long to = random.nextInt(4) == 0 ? head : 1 + random.nextInt((int) head);
            long checkpoint =
                    world.core().subscriptions().seek(model.name, new StartFrom.Position(Math.max(1, to)), "model");
            world.trace().told(model.name + " moved behind " + checkpoint);
            world.trace().observe(() -> model.moved(StoredDelivery.of(world.store(), model.name), checkpoint));
        }
        if (!wasPaused) {
            pause(model, false);
        }
    }

    private boolean isIdle(SubscriptionModel model) {
        synchronized (world) {
            return model.isIdle()
                    && world.core()
                                    .subscriptions()
                                    .get(model.name)
                                    .orElseThrow()
                                    .handling()
                            == 0;
        }
    }

    private void check(SubscriptionModel model) {
        StoredDelivery stored = StoredDelivery.of(world.store(), model.name);
        synchronized (world) {
            world.learn(stored.checkpoint());
            world.trace().observe(() -> model.check(stored));
        }
        world.trace().failOnViolation();
    }

    /** Lets everything go its way until there is nothing left to do, and looks whether all is there. */
    void rest() {
        world.counted("rest");
        world.models().values().forEach(each -> pause(each, false));
        world.calm(true);
        DeliveryAtRest rest = new DeliveryAtRest(world);
        StringBuilder missing = new StringBuilder();
        try {
            ModelTrace.until("everything to be handled", () -> {
                world.releaseAll(null);
                world.advance(Duration.ofMinutes(1));
                world.trace().failOnViolation();
                missing.setLength(0);
                missing.append(rest.missing());
                return missing.isEmpty();
            });
        } catch (AssertionError e) {
            throw missing.isEmpty()
                    ? e
                    : new AssertionError(
                            "still missing: " + missing + world.trace().history(""), e);
        }
        world.models().values().forEach(rest::checkRecords);
        world.models().values().forEach(rest::checkExplanations);
        world.calm(false);
    }
}
