// SPDX-License-Identifier: Apache-2.0
package io.carillon.media.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.events.Event;
import io.carillon.events.OverloadedException;
import io.carillon.events.PluginState;
import io.carillon.events.StoreUnavailableException;
import io.carillon.media.samples.MediaSamples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Outages and crashes at the worst moments: every file is told of, and none twice. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class InterruptedWorkTest {

    private static final int FILES = 30;

    /** No file is young, so that all are published in one batch. */
    private static final FileTime LONG_AGO = FileTime.fromMillis(1_700_000_000_000L);

    @TempDir
    Path temp;

    private Path folder;
    private LibraryRig rig;

    @BeforeEach
    void makeFolder() throws IOException {
        folder = Files.createDirectory(temp.resolve("media"));
        for (int i = 0; i < FILES; i++) {
            Path picture = folder.resolve("picture-" + i + ".png");
            MediaSamples.png(picture, i);
            Files.setLastModifiedTime(picture, LONG_AGO);
        }
        rig = new LibraryRig(folder);
    }

    @AfterEach
    void close() throws InterruptedException {
        rig.harness().storeAway(false);
        rig.close();
    }

    /** Plugin state that no longer answers writes once told, as in a host that dies between two writes. */
    private static final class DyingState implements PluginState {

        private final PluginState real;
        private final Predicate<Map<String, ? extends @Nullable Object>> fatal;
        private final AtomicBoolean dead;

        DyingState(PluginState real, Predicate<Map<String, ? extends @Nullable Object>> fatal, AtomicBoolean dead) {
            this.real = real;
            this.fatal = fatal;
            this.dead = dead;
        }

        private void live() {
            if (dead.get()) {
                throw new StoreUnavailableException("the host died");
            }
        }

        @Override
        public <T> Optional<T> get(String key, Class<T> type) {
            live();
            return real.get(key, type);
        }

        @Override
        public List<String> keys(String prefix, String after, int limit) {
            live();
            return real.keys(prefix, after, limit);
        }

        @Override
        public void put(String key, Object value) {
            live();
            real.put(key, value);
        }

        @Override
        public void remove(String key) {
            live();
            real.remove(key);
        }

        @Override
        public void write(Map<String, ? extends @Nullable Object> changes) {
            if (fatal.test(changes)) {
                dead.set(true);
            }
            live();
            real.write(changes);
        }
    }

    private static boolean endsABatch(Map<String, ? extends @Nullable Object> changes) {
        return changes.get(Journal.key("films")) instanceof Journal.Page page
                && page.lines().isEmpty()
                && changes.size() > 1;
    }

    /** Runs the plugin until it dies in the write after its events were published. */
    private void runUntilItDiesAfterPublishing() throws InterruptedException {
        AtomicBoolean dead = new AtomicBoolean();
        rig.stateThrough(real -> new DyingState(real, InterruptedWorkTest::endsABatch, dead));
        rig.start();
        await().atMost(LibraryRig.PATIENCE).untilTrue(dead);
        rig.stop();
        rig.stateThrough(real -> real);
    }

    private void everyFileIsThereOnce() {
        assertThat(rig.data("media.file.added"))
                .extracting(data -> data.get("path"))
                .doesNotHaveDuplicates()
                .hasSize(FILES);
        assertThat(rig.data("media.file.changed")).isEmpty();
        assertThat(rig.data("media.file.removed")).isEmpty();
    }

    @Test
    void a_crash_between_publishing_and_remembering_repeats_nothing() throws Exception {
        runUntilItDiesAfterPublishing();
        assertThat(rig.data("media.file.added")).isNotEmpty();

        rig.settle();

        everyFileIsThereOnce();
    }

    @Test
    void a_file_removed_just_after_such_a_crash_is_told_as_removed() throws Exception {
        runUntilItDiesAfterPublishing();
        Files.delete(folder.resolve("picture-7.png"));

        rig.settle();

        assertThat(rig.data("media.file.added")).hasSize(FILES);
        assertThat(rig.data("media.file.removed"))
                .extracting(data -> data.get("path"))
                .containsExactly(folder.resolve("picture-7.png").toString());
    }

    @Test
    void a_file_changed_just_after_such_a_crash_is_told_as_changed() throws Exception {
        runUntilItDiesAfterPublishing();
        MediaSamples.png(folder.resolve("picture-7.png"), 1_234);

        rig.settle();

        assertThat(rig.data("media.file.added")).hasSize(FILES);
        assertThat(rig.data("media.file.changed")).singleElement().satisfies(data -> assertThat(data)
                .containsEntry("width", 40L + 1_234 % 60));
    }

    @Test
    void a_removal_undone_after_such_a_crash_is_told_as_added_again() throws Exception {
        rig.settle();
        rig.stop();
        Path picture = folder.resolve("picture-3.png");
        Files.move(picture, temp.resolve("aside.png"));
        runUntilItDiesAfterPublishing();
        assertThat(rig.data("media.file.removed")).hasSize(1);
        Files.move(temp.resolve("aside.png"), picture);

        rig.settle();

        assertThat(rig.data("media.file.added")).hasSize(FILES + 1);
        assertThat(rig.data("media.file.removed")).hasSize(1);
    }

    @Test
    void a_crash_before_publishing_loses_nothing() throws Exception {
        AtomicBoolean dead = new AtomicBoolean();
        rig.stateThrough(real -> new DyingState(
                real,
                changes -> changes.get(Journal.key("films")) instanceof Journal.Page page
                        && !page.lines().isEmpty(),
                dead));
        rig.start();
        await().atMost(LibraryRig.PATIENCE).untilTrue(dead);
        rig.stop();
        rig.stateThrough(real -> real);

        rig.settle();

        everyFileIsThereOnce();
    }

    @Test
    void a_store_that_is_away_at_the_start_delays_and_loses_nothing() throws Exception {
        rig.harness().storeAway(true);
        rig.start();
        await().atMost(LibraryRig.PATIENCE).until(() -> rig.state() == null);
        rig.harness().storeAway(false);
        rig.settled();

        everyFileIsThereOnce();
    }

    @Test
    void a_store_that_goes_in_the_middle_of_a_scan_delays_and_loses_nothing() throws Exception {
        AtomicBoolean gone = new AtomicBoolean();
        rig.beforeOpen(path -> {
            if (gone.compareAndSet(false, true)) {
                rig.harness().storeAway(true);
            }
        });
        rig.start();
        await().atMost(LibraryRig.PATIENCE).untilTrue(gone);
        assertThat(rig.data("media.file.added")).isEmpty();
        rig.harness().storeAway(false);
        rig.settled();

        everyFileIsThereOnce();
    }

    @Test
    void an_overloaded_bus_is_asked_again() throws Exception {
        AtomicBoolean begun = new AtomicBoolean();
        rig.beforeOpen(path -> {
            if (begun.compareAndSet(false, true)) {
                for (int i = 0; i < 40; i++) {
                    rig.harness().refuseNext(new OverloadedException("the queue before the log is full"));
                }
            }
        });

        rig.settle();

        everyFileIsThereOnce();
    }

    @Test
    void stopping_while_the_store_is_away_does_not_wait_for_it() throws Exception {
        rig.settle();
        rig.harness().storeAway(true);
        MediaSamples.jpg(folder.resolve("new.jpg"), 1);
        await().atMost(LibraryRig.PATIENCE).until(() -> rig.state() == LibraryStatus.State.WATCHED);

        long begin = System.nanoTime();
        rig.stop();

        assertThat(Duration.ofNanos(System.nanoTime() - begin))
                .isLessThan(LibraryRig.onIdleMachine(Duration.ofSeconds(2)));
        rig.harness().storeAway(false);
        rig.settle();
        assertThat(rig.data("media.file.added")).hasSize(FILES + 1);
    }

    @Test
    void a_library_that_was_being_removed_in_a_crash_is_removed_after_it() throws Exception {
        rig.start(List.of());
        await().atMost(LibraryRig.PATIENCE)
                .ignoreExceptions()
                .until(() -> rig.plugin().list().contains("no libraries"));
        rig.plugin().add("films", folder.toString());
        rig.settled();
        rig.stop();
        PluginState state = rig.context().state();
        LibraryRecord record =
                state.get(LibraryRecord.key("films"), LibraryRecord.class).orElseThrow();
        state.put(LibraryRecord.key("films"), record.asLeaving());

        rig.start(List.of());

        rig.awaitData("library.deleted", 1);
        await().atMost(LibraryRig.PATIENCE)
                .until(() -> state.keys("", "", 1_000).isEmpty());
        assertThat(rig.events("media.file.removed")).isEqualTo(List.<Event>of());
    }
}
