// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.events.Durability;
import io.carillon.events.Event;
import io.carillon.events.EventData;
import io.carillon.events.EventDraft;
import io.carillon.events.HandlerMode;
import io.carillon.events.Ordering;
import io.carillon.events.Priority;
import io.carillon.events.Receipt;
import io.carillon.events.StartFrom;
import io.carillon.events.StoreUnavailableException;
import io.carillon.events.admin.BusStatus;
import io.carillon.events.admin.EventsAdmin;
import io.carillon.events.admin.PluginImpact;
import io.carillon.events.admin.PluginRefusedException;
import io.carillon.events.admin.PluginStatus;
import io.carillon.events.admin.PluginsAdmin;
import io.carillon.events.admin.SubscriptionStatus;
import io.carillon.events.admin.SubscriptionsAdmin;
import io.carillon.events.store.EventGroup;
import io.carillon.events.store.EventPage;
import io.carillon.events.store.EventQuery;
import io.carillon.events.store.Hash;
import io.carillon.events.store.LogHead;
import io.carillon.events.store.StoredEvent;
import io.carillon.events.store.TypeSummary;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands through the real runtime of Gogo, on a log and plugins kept in lists. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class CommandsTest {

    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

    /** A log in a list. */
    private static final class ListedEvents implements EventsAdmin {

        final List<StoredEvent> log = new ArrayList<>();
        final List<EventDraft> drafts = new ArrayList<>();
        EventQuery asked = EventQuery.builder().build();
        OptionalLong next = OptionalLong.empty();
        boolean away;

        void add(EventDraft draft) {
            long position = log.size() + 1L;
            Event event = Event.of(draft.toBuilder()
                    .id(draft.id().orElse("id-" + position))
                    .source(draft.source().orElse("/test"))
                    .time(NOW)
                    .build());
            log.add(new StoredEvent(position, 0, event, NOW, Hash.ZERO, Hash.ZERO, Hash.ZERO, Hash.ZERO, false));
        }

        @Override
        public CompletionStage<List<Receipt>> publish(List<EventDraft> given) {
            if (away) {
                return CompletableFuture.failedFuture(new StoreUnavailableException("no store is open"));
            }
            drafts.addAll(given);
            given.forEach(this::add);
            return CompletableFuture.completedFuture(
                    List.of(new Receipt("id-" + log.size(), "/test", log.size(), Durability.DURABLE, false)));
        }

        @Override
        public EventPage query(EventQuery query) {
            asked = query;
            return new EventPage(log, next);
        }

        @Override
        public long count(EventQuery query) {
            asked = query;
            return log.size();
        }

        @Override
        public List<StoredEvent> find(String id) {
            return log.stream().filter(event -> event.event().id().equals(id)).toList();
        }

        @Override
        public List<StoredEvent> readAfter(long position, int limit) {
            return log.stream()
                    .filter(event -> event.position() > position)
                    .limit(limit)
                    .toList();
        }

        @Override
        public List<EventGroup> groups(EventQuery query, EventGroup.Key key) {
            return List.of();
        }

        @Override
        public List<TypeSummary> types() {
            return List.of(new TypeSummary("scan.completed", 12840, NOW, NOW));
        }

        @Override
        public LogHead head() {
            return new LogHead(1, log.size(), Hash.ZERO, 1);
        }

        @Override
        public long awaitAfter(long position, Duration timeout) {
            add(EventDraft.builder("late.event").build());
            return log.size();
        }

        @Override
        public OptionalLong openedAt() {
            return OptionalLong.of(0);
        }

        @Override
        public BusStatus status() {
            return new BusStatus(0, 0, 0, 1, 0, 0);
        }
    }

    /** One plugin that is not active. */
    private static final class OnePlugin implements PluginsAdmin {

        final List<String> acts = new ArrayList<>();

        private final PluginStatus broken = new PluginStatus(
                "com.example.broken",
                "1.2.0",
                "Broken",
                PluginStatus.State.UNRESOLVED,
                "broken.jar",
                "00",
                7,
                NOW,
                List.of(
                        new PluginStatus.Why(
                                "a package of the host is missing",
                                "package io.carillon.events [2.0,3)",
                                "1.4.0",
                                "Use a build for [1.0,2)."),
                        new PluginStatus.Why("a library is missing", "package okhttp3 [4.12,5)", null, "Embed it.")));

        @Override
        public List<PluginStatus> list() {
            return List.of(broken);
        }

        @Override
        public Optional<PluginStatus> get(String id) {
            return list().stream().filter(plugin -> plugin.id().equals(id)).findFirst();
        }

        @Override
        public boolean uploads() {
            return true;
        }

        @Override
        public PluginStatus install(InputStream jar, String sha256, String by) throws IOException {
            String content = new String(jar.readAllBytes(), StandardCharsets.UTF_8);
            if (content.isEmpty()) {
                throw new PluginRefusedException("", new PluginStatus.Why("it is empty", null, null, "Copy it again."));
            }
            acts.add("install " + content + " by " + by);
            return broken;
        }

        @Override
        public void remove(String id, boolean dependents, String by) {
            act("remove" + (dependents ? " with dependents" : ""), id, by);
        }

        @Override
        public void enable(String id, String by) {
            act("enable", id, by);
        }

        @Override
        public void disable(String id, String by) {
            act("disable", id, by);
        }

        @Override
        public void reload(String id, String by) {
            act("reload", id, by);
        }

        @Override
        public PluginImpact impact(String id) {
            return new PluginImpact(id, List.of(), List.of(), List.of(), List.of(), List.of());
        }

        @Override
        public SafeMode safeMode() {
            return new SafeMode(false, "");
        }

        @Override
        public void leaveSafeMode(String by) {
            acts.add("leave by " + by);
        }

        private void act(String what, String id, String by) {
            if (get(id).isEmpty()) {
                throw new NoSuchElementException("there is no plugin " + id);
            }
            acts.add(what + " " + id + " by " + by);
        }
    }

    /** One subscription that is behind. */
    private static final class OneSubscription implements SubscriptionsAdmin {

        boolean enabled = true;

        @Override
        public List<SubscriptionStatus> list() {
            return List.of(new SubscriptionStatus(
                    "shop.mail:receipts",
                    "shop.mail",
                    List.of("order.**"),
                    HandlerMode.DURABLE,
                    Ordering.SUBJECT,
                    Priority.NORMAL,
                    SubscriptionStatus.State.CATCHING_UP,
                    enabled,
                    988,
                    54,
                    Duration.ofMinutes(3),
                    new SubscriptionStatus.Counts(40117, 3, 0, 0, 0, 0),
                    SubscriptionStatus.Breaker.CLOSED,
                    0,
                    null,
                    null,
                    null,
                    "java.lang.IllegalStateException: odd"));
        }

        @Override
        public Optional<SubscriptionStatus> get(String name) {
            return list().stream().filter(sub -> sub.name().equals(name)).findFirst();
        }

        @Override
        public void setEnabled(String name, boolean value, String by) {
            if (get(name).isEmpty()) {
                throw new NoSuchElementException("there is no subscription " + name);
            }
            enabled = value;
        }

        @Override
        public void setPluginEnabled(String plugin, boolean value, String by) {
            enabled = value;
        }

        @Override
        public void setDeliveryEnabled(boolean value, String by) {
            enabled = value;
        }

        @Override
        public long seek(String name, StartFrom to, String by) {
            return 0;
        }

        @Override
        public void purge(String name, String by) {
            enabled = false;
        }

        @Override
        public boolean deliveryEnabled() {
            return false;
        }
    }

    private final ListedEvents events = new ListedEvents();
    private final OnePlugin plugins = new OnePlugin();
    private final OneSubscription subscriptions = new OneSubscription();
    private final TestShell shell = new TestShell()
            .with("event", new EventCommands(events, Clock.fixed(NOW, ZoneOffset.UTC)), "list", "get", "types", "count")
            .with("event", new EventPublishCommand(events), "publish")
            .with("event", new EventTailCommand(events, Clock.fixed(NOW, ZoneOffset.UTC)), "tail")
            .with(
                    "plugin",
                    new PluginCommands(plugins, subscriptions, null),
                    "list",
                    "info",
                    "why",
                    "enable",
                    "disable",
                    "reload")
            .with("sub", new SubCommands(subscriptions, Clock.fixed(NOW, ZoneOffset.UTC)), "list", "pause", "resume")
            .with("sub", new DeadLetterCommands(), "deadletters", "retry")
            .with("event", new EventFateCommands(), "explain", "replay")
            .with("plugin", new PluginJarCommands(plugins), "install", "remove")
            .with("plugin", new PluginLoadCommands(), "load", "impact", "safemode")
            .with("store", new StoreCommands(), "info", "verify")
            .with("token", new TokenCommands(), "create", "list", "revoke")
            .with("user", new UserCommands(), "list", "add", "setup")
            .with("health", new HealthCommands(), "check")
            .with("job", new JobCommands(), "list", "show", "cancel")
            .with("log", new LogCommands(), "tail");

    @AfterEach
    void close() {
        shell.close();
    }

    @Test
    void publish_makes_a_draft_of_its_words_and_prints_the_receipt() {
        assertThat(shell.run(
                        "event:publish scan.completed libraryId=films n:=1284 --subject films --correlation scan-42"))
                .isZero();

        assertThat(shell.out()).isEqualTo("durable  00000000000000000001  scan.completed  id-1\n");
        EventDraft draft = events.drafts.get(0);
        assertThat(draft.type()).isEqualTo("scan.completed");
        assertThat(draft.subject()).contains("films");
        assertThat(draft.source()).contains("/carillon/shell");
        assertThat(draft.extensions())
                .containsEntry("correlationid", "scan-42")
                .containsEntry("authid", "shell:tester");
        assertThat(draft.data().text()).isEqualTo("{\"libraryId\":\"films\",\"n\":1284}");
    }

    @Test
    void publish_without_fields_has_no_data_and_with_data_no_fields() {
        assertThat(shell.run("event:publish a.b")).isZero();
        assertThat(events.drafts.get(0).data().isNone()).isTrue();
        assertThat(shell.run("event:publish --data '{\"a\":[1]}' a.b --id x")).isZero();
        assertThat(events.drafts.get(1).data().text()).isEqualTo("{\"a\":[1]}");
        assertThat(events.drafts.get(1).id()).contains("x");
        assertThat(shell.run("event:publish --data '{}' a.b n:=1")).isEqualTo(CommandException.USAGE);
        assertThat(shell.run("event:publish 'a b'")).isEqualTo(CommandException.INVALID);
        assertThat(events.drafts).hasSize(2);
    }

    @Test
    void a_store_that_is_away_is_exit_code_six() {
        events.away = true;

        assertThat(shell.run("event:publish a.b")).isEqualTo(CommandException.UNAVAILABLE);
        assertThat(shell.err()).isEqualTo("error: no store is open\n");
    }

    @Test
    void list_asks_for_what_its_options_say() {
        events.add(EventDraft.builder("scan.started").subject("s").build());
        events.next = OptionalLong.of(1);

        assertThat(shell.run("event:list --type 'scan.**, media.*' --subject s --from -10m --limit 5 --order asc"))
                .isZero();

        assertThat(events.asked.types()).extracting(Object::toString).containsExactly("scan.**", "media.*");
        assertThat(events.asked.subject()).isEqualTo("s");
        assertThat(events.asked.from()).isEqualTo(NOW.minus(Duration.ofMinutes(10)));
        assertThat(events.asked.limit()).isEqualTo(5);
        assertThat(events.asked.order()).isEqualTo(EventQuery.Order.ASCENDING);
        assertThat(shell.out()).contains("POSITION").contains("scan.started").contains("more: --cursor 1");
    }

    @Test
    void list_refuses_what_it_does_not_understand() {
        assertThat(shell.run("event:list --order random")).isEqualTo(CommandException.USAGE);
        assertThat(shell.run("event:list --limit 1001")).isEqualTo(CommandException.USAGE);
        assertThat(shell.run("event:list --cursor x")).isEqualTo(CommandException.USAGE);
        assertThat(shell.err()).contains("--cursor");
        assertThat(shell.run("event:list --typ x")).isEqualTo(CommandException.USAGE);
        assertThat(shell.err()).contains("there is no option --typ");
        assertThat(shell.run("event:list --type a.**b")).isEqualTo(CommandException.USAGE);
        assertThat(shell.err()).contains("--type is no pattern").contains("a.**b");
        assertThat(shell.run("event:list --limit many")).isEqualTo(CommandException.USAGE);
        assertThat(shell.err()).contains("--limit must be a whole number, got \"many\"");
    }

    @Test
    void get_takes_an_id_or_a_position() {
        events.add(EventDraft.builder("a.b").data(EventData.json("{\"k\":1}")).build());

        assertThat(shell.run("event:get id-1")).isZero();
        assertThat(shell.out()).contains("type          a.b").contains("{\"k\":1}");
        assertThat(shell.run("event:get 1")).isZero();
        assertThat(shell.out()).contains("id            id-1");
        assertThat(shell.run("event:get 2")).isEqualTo(CommandException.NOT_FOUND);
        assertThat(shell.run("event:get none")).isEqualTo(CommandException.NOT_FOUND);
    }

    @Test
    void tail_follows_and_ends_after_its_count() {
        events.add(EventDraft.builder("early.event").build());

        assertThat(shell.run("event:tail --type late.* --count 2")).isZero();

        assertThat(shell.out().lines()).hasSize(2).allMatch(line -> line.contains("late.event"));
    }

    @Test
    void types_and_count_are_shown() {
        events.add(EventDraft.builder("a.b").build());

        assertThat(shell.run("event:types")).isZero();
        assertThat(shell.out()).contains("scan.completed").contains("12\u00a0840");
        assertThat(shell.run("event:count --type a.b")).isZero();
        assertThat(shell.out()).isEqualTo("1\n");
    }

    @Test
    void why_names_each_reason_with_what_is_needed_and_what_to_do() {
        assertThat(shell.run("plugin:why com.example.broken")).isZero();

        assertThat(shell.out()).isEqualTo("""
                        com.example.broken 1.2.0 is unresolved.
                          ✗ a package of the host is missing
                              needs   package io.carillon.events [2.0,3)
                              offered 1.4.0
                              Use a build for [1.0,2).
                          ✗ a library is missing
                              needs   package okhttp3 [4.12,5)
                              offered by nobody
                              Embed it.
                        """);
        assertThat(shell.run("plugin:list")).isZero();
        assertThat(shell.out()).contains("com.example.broken  1.2.0    unresolved");
        assertThat(shell.run("plugin:info com.example.broken")).isZero();
        assertThat(shell.out()).contains("jar           broken.jar").contains("✗");
    }

    @Test
    void plugins_and_subscriptions_are_switched_in_the_name_of_the_caller() {
        assertThat(shell.run("plugin:reload com.example.broken")).isZero();
        assertThat(plugins.acts).containsExactly("reload com.example.broken by shell:tester");
        assertThat(shell.run("plugin:enable none")).isEqualTo(CommandException.NOT_FOUND);
        assertThat(shell.run("sub:pause shop.mail:receipts")).isZero();
        assertThat(subscriptions.enabled).isFalse();
        assertThat(shell.run("sub:resume shop.mail:none")).isEqualTo(CommandException.NOT_FOUND);
        assertThat(shell.err()).contains("subscription \"shop.mail:none\"").contains("sub:list");
        assertThat(shell.run("sub:resume shop.mail:receipts")).isZero();
        assertThat(subscriptions.enabled).isTrue();
    }

    @Test
    void jars_of_the_host_are_installed_and_plugins_removed(@TempDir Path directory) throws Exception {
        Path jar = Files.writeString(directory.resolve("a b.jar"), "bytes");
        Path empty = Files.createFile(directory.resolve("empty.jar"));

        assertThat(shell.run("plugin:install \"" + jar + "\"")).isZero();
        assertThat(shell.out()).contains("com.example.broken 1.2.0 is being installed");
        assertThat(shell.run("plugin:install " + empty)).isEqualTo(CommandException.INVALID);
        assertThat(shell.err()).contains("it cannot be a plugin: it is empty").contains("Copy it again.");
        assertThat(shell.run("plugin:install " + directory + "/none.jar")).isEqualTo(CommandException.NOT_FOUND);
        assertThat(shell.run("plugin:remove com.example.broken")).isZero();
        assertThat(shell.run("plugin:remove --dependents com.example.broken")).isZero();
        assertThat(shell.run("plugin:remove none")).isEqualTo(CommandException.NOT_FOUND);
        assertThat(plugins.acts)
                .containsExactly(
                        "install bytes by shell:tester",
                        "remove com.example.broken by shell:tester",
                        "remove with dependents com.example.broken by shell:tester");
    }

    @Test
    void subscriptions_are_listed_with_their_lag_and_failure() {
        assertThat(shell.run("sub:list")).isZero();
        assertThat(shell.out())
                .contains("shop.mail:receipts", "988", "54", "catching-up", "odd")
                .endsWith("delivery is switched off\n");
    }

    @Test
    void a_capability_that_is_missing_is_a_sentence() {
        for (String line : List.of(
                "store:info",
                "store:verify",
                "token:list",
                "token:create --role viewer --name x",
                "user:list",
                "user:add --role viewer anna",
                "user:setup",
                "health:check",
                "job:list",
                "sub:deadletters x",
                "event:explain 1",
                "event:replay 1",
                "plugin:load",
                "plugin:impact x",
                "plugin:safemode",
                "log:tail")) {
            assertThat(shell.run(line)).as(line).isEqualTo(CommandException.UNAVAILABLE);
            assertThat(shell.err())
                    .as(line)
                    .contains("is not available in this host now")
                    .contains("hint:");
        }
    }
}
