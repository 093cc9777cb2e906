// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.events.Event;
import io.carillon.events.EventDraft;
import io.carillon.events.HandlerMode;
import io.carillon.events.Ordering;
import io.carillon.events.Priority;
import io.carillon.events.StartFrom;
import io.carillon.events.admin.DeadLettersAdmin;
import io.carillon.events.admin.SubscriptionStatus;
import io.carillon.events.admin.SubscriptionStatus.Breaker;
import io.carillon.events.admin.SubscriptionStatus.Counts;
import io.carillon.events.admin.SubscriptionStatus.State;
import io.carillon.events.admin.SubscriptionsAdmin;
import io.carillon.events.store.DeadLetter;
import io.carillon.events.store.Hash;
import io.carillon.events.store.StoredEvent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands of the scope {@code sub} through the real runtime of Gogo. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class SubCommandsTest {

    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final String MAIL = "shop.mail:receipts";

    /** Writes down what it is asked. */
    private static final class Subscriptions implements SubscriptionsAdmin {

        final List<SubscriptionStatus> all = new ArrayList<>();
        final List<String> acts = new ArrayList<>();

        @Override
        public List<SubscriptionStatus> list() {
            return all;
        }

        @Override
        public Optional<SubscriptionStatus> get(String name) {
            return all.stream().filter(sub -> sub.name().equals(name)).findFirst();
        }

        @Override
        public void setEnabled(String name, boolean enabled, String by) {
            acts.add((enabled ? "resume " : "pause ") + name + " by " + by);
        }

        @Override
        public void setPluginEnabled(String plugin, boolean enabled, String by) {
            throw new AssertionError("not used here");
        }

        @Override
        public void setDeliveryEnabled(boolean enabled, String by) {
            throw new AssertionError("not used here");
        }

        @Override
        public boolean deliveryEnabled() {
            return true;
        }

        @Override
        public long seek(String name, StartFrom to, String by) {
            acts.add("seek " + name + " " + to + " by " + by);
            return 987;
        }

        @Override
        public void purge(String name, String by) {
            acts.add("purge " + name + " by " + by);
        }
    }

    /** Two dead letters; writes down what it is asked. */
    private static final class Letters implements DeadLettersAdmin {

        final List<String> acts = new ArrayList<>();
        final List<Item> items = List.of(
                item(
                        7,
                        event(7),
                        true,
                        "java.lang.IllegalStateException: odd\n\tat shop.Mail.send\u001b[2J(Mail.java:7)"),
                item(9, null, false, "timeout"));
        int matching = 2;

        private static Item item(long position, @Nullable StoredEvent event, boolean waiting, String cause) {
            return new Item(
                    new DeadLetter(MAIL, position, 4, cause, NOW.minusSeconds(36), NOW, "ask Ada"), event, waiting);
        }

        private static StoredEvent event(long position) {
            Event event = Event.of(EventDraft.builder("order.placed")
                    .id("e" + position)
                    .source("/shop")
                    .subject("order-1")
                    .time(NOW)
                    .build());
            return new StoredEvent(position, 0, event, NOW, Hash.ZERO, Hash.ZERO, Hash.ZERO, Hash.ZERO, false);
        }

        private void known(String name) {
            if (!name.equals(MAIL)) {
                throw new NoSuchElementException("there is no subscription " + name);
            }
        }

        @Override
        public List<Item> list(String subscription, Filter filter, long after, int limit) {
            known(subscription);
            acts.add("list " + filter + " after " + after);
            return items.stream()
                    .filter(item -> item.letter().position() > after)
                    .limit(limit)
                    .toList();
        }

        @Override
        public Optional<Item> get(String subscription, long position) {
            known(subscription);
            return items.stream()
                    .filter(item -> item.letter().position() == position)
                    .findFirst();
        }

        @Override
        public int replay(String subscription, Filter filter, String by) {
            known(subscription);
            acts.add("replay " + filter + " by " + by);
            return matching;
        }

        @Override
        public int discard(String subscription, Filter filter, String by) {
            known(subscription);
            acts.add("discard " + filter + " by " + by);
            return matching;
        }

        @Override
        public void annotate(String subscription, long position, String note, String by) {
            known(subscription);
            acts.add("annotate " + position + " \"" + note + "\" by " + by);
        }
    }

    private final Subscriptions subscriptions = new Subscriptions();
    private final Letters letters = new Letters();
    private final TestShell shell = new TestShell()
            .with(
                    "sub",
                    new SubCommands(subscriptions, CLOCK),
                    "list",
                    "show",
                    "pause",
                    "resume",
                    "seek",
                    "reset",
                    "purge")
            .with(
                    "sub",
                    new DeadLetterCommands(letters, CLOCK),
                    "deadletters",
                    "deadletter",
                    "retry",
                    "discard",
                    "annotate");

    SubCommandsTest() {
        subscriptions.all.add(status(MAIL, HandlerMode.DURABLE, State.FAILING, new Counts(40117, 3, 0, 2, 1, 5)));
        subscriptions.all.add(status("shop.ui:main", HandlerMode.LIVE, State.LIVE, new Counts(1, 0, 8, 0, 0, 0)));
        subscriptions.all.add(
                status("shop.old:main", HandlerMode.DURABLE, State.DORMANT, new Counts(0, 0, 0, 0, 3, 0)));
    }

    private static SubscriptionStatus status(String name, HandlerMode mode, State state, Counts counts) {
        boolean failing = state == State.FAILING;
        return new SubscriptionStatus(
                name,
                name.substring(0, name.indexOf(':')),
                List.of("order.**", "user.*"),
                mode,
                Ordering.SUBJECT,
                Priority.HIGH,
                state,
                true,
                988,
                54,
                Duration.ofMinutes(3),
                counts,
                failing ? Breaker.OPEN : Breaker.CLOSED,
                failing ? 990 : 0,
                failing ? NOW : null,
                failing ? NOW.plusSeconds(30) : null,
                state == State.DORMANT ? NOW.plusSeconds(60) : null,
                failing
                        ? "java.io.IOException: no route"
                        : state == State.STUCK ? "stuck: its call at position 990 does not react" : null);
    }

    @AfterEach
    void close() {
        shell.close();
    }

    @Test
    void a_subscription_of_a_client_is_shown_as_that() {
        SubscriptionStatus handler = subscriptions.all.get(0);
        subscriptions.all.add(new SubscriptionStatus(
                "client:user:anna:wall",
                "client:user:anna",
                handler.types(),
                HandlerMode.DURABLE,
                handler.ordering(),
                handler.priority(),
                State.LIVE,
                true,
                988,
                54,
                Duration.ofMinutes(3),
                Counts.NONE,
                Breaker.CLOSED,
                0,
                null,
                null,
                null,
                null));
        assertThat(shell.run("sub:list")).isZero();
        assertThat(shell.out().lines())
                .anyMatch(line -> line.matches("client:user:anna:wall +client +988 +54 +live *"));
        assertThat(shell.run("sub:purge client:user:anna:wall")).isNotZero();
        assertThat(shell.err()).contains("close the connection of its client first");
    }

    @Test
    void list_shows_place_lag_and_what_holds_a_subscription_up() {
        assertThat(shell.run("sub:list")).isZero();

        assertThat(shell.out().lines())
                .satisfiesExactly(
                        header -> assertThat(header).matches("NAME +KIND +POSITION +LAG +STATE +NOTE"),
                        mail -> assertThat(mail)
                                .contains(MAIL, "handler", "988", "54", "failing", "breaker open", "2 retrying")
                                .contains("next try " + Printable.time(NOW.plusSeconds(30)))
                                .contains("1 dead letter;", "5 keys held", "java.io.IOException: no route"),
                        ui -> assertThat(ui)
                                .contains("live handler", "live", "8 dropped")
                                .doesNotContain("988"),
                        old -> assertThat(old)
                                .contains(
                                        "dormant", "3 dead letters", "expires " + Printable.time(NOW.plusSeconds(60))));
    }

    @Test
    void show_tells_everything() {
        assertThat(shell.run("sub:show " + MAIL)).isZero();
        assertThat(shell.out())
                .contains("types         order.**, user.*")
                .contains("ordering      subject")
                .contains("lag           54 events, 3 min")
                .contains("heldkeys      5")
                .contains("handling      position 990 since ")
                .contains("failure       java.io.IOException: no route");
        assertThat(shell.run("sub:show shop.ui:main")).isZero();
        assertThat(shell.out()).contains("dropped       8").doesNotContain("position      ");
        assertThat(shell.run("sub:show none")).isEqualTo(CommandException.NOT_FOUND);
        assertThat(shell.err()).contains("subscription \"none\"").contains("sub:list");
    }

    @Test
    void subscriptions_are_paused_and_moved_in_the_name_of_the_caller() {
        assertThat(shell.run("sub:pause " + MAIL)).isZero();
        assertThat(shell.run("sub:resume " + MAIL)).isZero();
        assertThat(shell.run("sub:seek " + MAIL + " position:1042")).isZero();
        assertThat(shell.out()).isEqualTo(MAIL + " goes on behind position 987\n");
        assertThat(shell.run("sub:seek " + MAIL + " time:-10m")).isZero();
        assertThat(shell.run("sub:reset " + MAIL)).isZero();

        assertThat(subscriptions.acts)
                .containsExactly(
                        "pause " + MAIL + " by shell:tester",
                        "resume " + MAIL + " by shell:tester",
                        "seek " + MAIL + " position:1042 by shell:tester",
                        "seek " + MAIL + " time:2026-01-31T11:50:00Z by shell:tester",
                        "seek " + MAIL + " beginning by shell:tester");
    }

    @Test
    void a_live_subscription_has_no_place_and_one_that_is_stuck_is_named_as_that() {
        assertThat(shell.run("sub:seek shop.ui:main now")).isEqualTo(CommandException.CONFLICT);
        assertThat(shell.err()).contains("shop.ui:main is live").contains("event:replay");
        assertThat(subscriptions.acts).isEmpty();

        subscriptions.all.add(status("shop.slow:main", HandlerMode.DURABLE, State.STUCK, Counts.NONE));
        assertThat(shell.run("sub:seek shop.slow:main position:7")).isZero();
        assertThat(shell.out())
                .startsWith("shop.slow:main is put behind position 987, but stuck: its call at position 990")
                .contains("plugin:reload shop.slow");
    }

    @ParameterizedTest
    @ValueSource(strings = {"yesterday", "position:x", "position:0", "last:1001", "time:soon", "time:"})
    void what_is_no_place_is_refused_and_named(String place) {
        assertThat(shell.run("sub:seek " + MAIL + " " + place)).isEqualTo(CommandException.USAGE);
        assertThat(shell.err()).contains("PLACE");
        assertThat(subscriptions.acts).isEmpty();
    }

    @Test
    void only_a_dormant_subscription_is_removed() {
        assertThat(shell.run("sub:purge " + MAIL)).isEqualTo(CommandException.CONFLICT);
        assertThat(shell.err()).contains("is failing").contains("take its plugin shop.mail away first");
        assertThat(shell.run("sub:purge shop.old:main")).isZero();
        assertThat(shell.out()).isEqualTo("shop.old:main is removed with 3 dead letters\n");

        assertThat(subscriptions.acts).containsExactly("purge shop.old:main by shell:tester");
    }

    @Test
    void dead_letters_are_listed_a_page_at_a_time() {
        assertThat(shell.run("sub:deadletters " + MAIL + " --type order.* --cause odd --before -10m --limit 1"))
                .isZero();
        assertThat(shell.out())
                .contains("POSITION", "order.placed", "order-1", "being delivered again", "ask Ada")
                .endsWith("more: --after 7\n")
                .doesNotContain("Mail.java");
        assertThat(letters.acts)
                .containsExactly(
                        "list Filter[position=null, type=order.*, cause=odd, before=2026-01-31T11:50:00Z] after 0");
        assertThat(shell.run("sub:deadletters " + MAIL + " --after 7")).isZero();
        assertThat(shell.out()).contains("(removed from the log)").doesNotContain("more:");
        assertThat(shell.run("sub:deadletters none")).isEqualTo(CommandException.NOT_FOUND);
        assertThat(shell.run("sub:deadletters " + MAIL + " --limit 1001")).isEqualTo(CommandException.USAGE);
        assertThat(shell.err()).contains("--limit");
    }

    @Test
    void a_dead_letter_is_shown_with_its_event_and_the_whole_cause() {
        assertThat(shell.run("sub:deadletter " + MAIL + " 7")).isZero();
        assertThat(shell.out())
                .contains("attempts      4")
                .contains("note          ask Ada")
                .contains("type          order.placed")
                .endsWith(
                        "cause\n  java.lang.IllegalStateException: odd\n      at shop.Mail.send\\u001b[2J(Mail.java:7)\n");
        assertThat(shell.run("sub:deadletter " + MAIL + " 9")).isZero();
        assertThat(shell.out()).contains("(removed from the log)").contains("position      9");
        assertThat(shell.run("sub:deadletter " + MAIL + " 8")).isEqualTo(CommandException.NOT_FOUND);
        assertThat(shell.run("sub:deadletter " + MAIL + " x")).isEqualTo(CommandException.USAGE);
        assertThat(shell.err()).contains("POSITION must be a position, got \"x\"");
    }

    @Test
    void dead_letters_are_delivered_again_or_given_up_when_it_is_said_which() {
        assertThat(shell.run("sub:retry --all " + MAIL)).isZero();
        assertThat(shell.out()).isEqualTo("2 dead letters of " + MAIL + " will be delivered again\n");
        letters.matching = 1;
        assertThat(shell.run("sub:discard " + MAIL + " 7")).isZero();
        assertThat(shell.out()).isEqualTo("1 dead letter of " + MAIL + " is given up\n");
        assertThat(shell.run("sub:retry " + MAIL + " --cause odd")).isZero();

        assertThat(letters.acts)
                .containsExactly(
                        "replay " + DeadLettersAdmin.Filter.ALL + " by shell:tester",
                        "discard " + DeadLettersAdmin.Filter.at(7) + " by shell:tester",
                        "replay Filter[position=null, type=null, cause=odd, before=null] by shell:tester");
        letters.matching = 0;
        assertThat(shell.run("sub:retry " + MAIL + " 8")).isEqualTo(CommandException.NOT_FOUND);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " --all 7", " --all --cause x", " 7 --type a", " 7 8", " seven", " --type a..b"})
    void nothing_is_done_when_it_is_not_clear_which_are_meant(String selection) {
        assertThat(shell.run("sub:discard " + MAIL + selection)).isEqualTo(CommandException.USAGE);
        assertThat(shell.run("sub:retry " + MAIL + selection)).isEqualTo(CommandException.USAGE);
        assertThat(letters.acts).isEmpty();
    }

    @Test
    void a_note_is_written_and_taken_away() {
        assertThat(shell.run("sub:annotate " + MAIL + " 7 'ask Bob'")).isZero();
        assertThat(shell.run("sub:annotate " + MAIL + " 7 ''")).isZero();

        assertThat(letters.acts)
                .containsExactly("annotate 7 \"ask Bob\" by shell:tester", "annotate 7 \"\" by shell:tester");
        assertThat(shell.run("sub:annotate " + MAIL + " 7")).isEqualTo(CommandException.USAGE);
        assertThat(shell.err()).contains("TEXT is missing");
    }
}
