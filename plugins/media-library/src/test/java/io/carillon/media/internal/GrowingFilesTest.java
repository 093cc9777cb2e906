// SPDX-License-Identifier: Apache-2.0
package io.carillon.media.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.events.PluginState;
import io.carillon.media.samples.MediaSamples;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files that are still being written when they are met, by a scan or by the watch. They grow just before they are looked
 * at, and the plugin's clock stands still: a machine that stalls changes nothing.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
class GrowingFilesTest {

    private static final int PARTS = 4;
    private static final Duration SETTLE = Duration.ofMillis(200);
    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
    private static final FileTime YOUNG = FileTime.from(NOW.minus(SETTLE.dividedBy(2)));

    @TempDir
    Path temp;

    private Path song;
    private byte[] whole;
    private LibraryRig rig;
    private int parts;

    @BeforeEach
    void makeHalfASong() throws IOException {
        Path folder = Files.createDirectory(temp.resolve("media"));
        song = folder.resolve("song.wav");
        MediaSamples.wav(temp.resolve("whole.wav"), 4);
        whole = Files.readAllBytes(temp.resolve("whole.wav"));
        rig = new LibraryRig(folder).settleFor(SETTLE).withClock(Clock.fixed(NOW, ZoneOffset.UTC));
    }

    @AfterEach
    void close() throws InterruptedException {
        rig.close();
    }

    private void grow() {
        grow(song);
    }

    /** Adds the next quarter of the song to a file, if it is not whole yet. */
    private synchronized void grow(Path file) {
        if (parts == PARTS) {
            return;
        }
        byte[] next = Arrays.copyOfRange(whole, whole.length * parts / PARTS, whole.length * (parts + 1) / PARTS);
        try {
            Files.write(file, next, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            Files.setLastModifiedTime(file, YOUNG);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        parts++;
    }

    private synchronized int parts() {
        return parts;
    }

    /** A state that does something before the index is asked for a single file, and before an entry of it is read. */
    private record Watched(PluginState state, Runnable beforeFind, Runnable beforeEntry) implements PluginState {

        @Override
        public <T> Optional<T> get(String key, Class<T> type) {
            if (type == FileIndex.Entry.class) {
                beforeEntry.run();
            }
            return state.get(key, type);
        }

        @Override
        public void put(String key, Object value) {
            state.put(key, value);
        }

        @Override
        public void remove(String key) {
            state.remove(key);
        }

        @Override
        public void write(Map<String, ? extends @Nullable Object> changes) {
            state.write(changes);
        }

        @Override
        public List<String> keys(String prefix, String after, int limit) {
            if (limit == 1) {
                beforeFind.run();
            }
            return state.keys(prefix, after, limit);
        }
    }

    private void awaitPolled() {
        await().atMost(LibraryRig.PATIENCE).until(() -> rig.state() == LibraryStatus.State.POLLED);
    }

    @Test
    void a_file_still_growing_when_the_scan_meets_it_is_published_once_and_complete() {
        // Written to just before the folder is listed, and again before each further look at it.
        rig.watchAtMost(0).beforeOpen(folder -> grow()).stateThrough(state -> new Watched(state, this::grow, () -> {}));

        rig.start();
        rig.awaitData("media.file.added", 1);
        awaitPolled();
        rig.plugin().scan("films");
        rig.awaitData("scan.completed", 2);

        assertThat(parts()).isEqualTo(PARTS);
        assertPublishedOnceAndComplete();
    }

    @Test
    void a_file_that_grows_while_it_is_watched_is_published_once_and_complete() throws IOException {
        rig.stateThrough(state -> new Watched(state, this::grow, () -> {})).settle();
        Path begun = temp.resolve("begun.wav");
        grow(begun);

        Files.move(begun, song, StandardCopyOption.ATOMIC_MOVE);

        rig.awaitData("media.file.added", 1);
        rig.plugin().scan("films");
        rig.awaitData("scan.completed", 2);
        assertThat(parts()).isEqualTo(PARTS);
        assertPublishedOnceAndComplete();
    }

    private void assertPublishedOnceAndComplete() {
        assertThat(rig.data("media.file.added")).singleElement().satisfies(data -> assertThat(data)
                .containsEntry("sizeBytes", (long) whole.length)
                .containsEntry("title", "Tone No. 4 — größer")
                .doesNotContainKey("metadataError"));
        assertThat(rig.data("media.file.changed")).isEmpty();
    }

    @Test
    void a_file_that_grows_while_the_scan_reads_it_is_published_when_it_is_complete() throws Exception {
        grow();
        rig.watchAtMost(0).start();
        rig.awaitData("media.file.added", 1);
        awaitPolled();
        rig.stop();
        grow();
        // Its checksum was taken when its entry is read.
        rig.stateThrough(state -> new Watched(state, () -> {}, this::grow));

        rig.start();
        rig.awaitData("media.file.changed", 1);
        awaitPolled();
        rig.plugin().scan("films");
        rig.awaitData("scan.completed", 2);

        assertThat(parts()).isEqualTo(PARTS);
        assertThat(rig.data("media.file.changed")).singleElement().satisfies(data -> assertThat(data)
                .containsEntry("sizeBytes", (long) whole.length)
                .doesNotContainKey("metadataError"));
    }
}
