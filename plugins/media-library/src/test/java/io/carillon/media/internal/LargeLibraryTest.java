// SPDX-License-Identifier: Apache-2.0
package io.carillon.media.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.events.DeliveryReport;
import io.carillon.events.Durability;
import io.carillon.events.Event;
import io.carillon.events.EventBus;
import io.carillon.events.EventDraft;
import io.carillon.events.EventHandler;
import io.carillon.events.Receipt;
import io.carillon.events.Registration;
import io.carillon.events.Subscription;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Many files in few megabytes: the tests run with a heap of 256 MB. {@code -Dcarillon.media.files=100000} is the long form.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
class LargeLibraryTest {

    private static final int FILES = Integer.getInteger("carillon.media.files", 2_000);
    private static final int PARTS = 5;
    private static final long MAX_GROWTH_KIB = 8 * 1024;
    private static final Logger LOG = LoggerFactory.getLogger(LargeLibraryTest.class);
    private static final Duration PATIENCE = Duration.ofMinutes(20);

    @TempDir
    Path temp;

    /** Counts events and forgets them, so that only the plugin's own memory is measured. */
    private static final class CountingBus implements EventBus {

        private final Map<String, AtomicLong> counts = new ConcurrentHashMap<>();
        private final AtomicLong position = new AtomicLong();

        long count(String type) {
            return counts.getOrDefault(type, new AtomicLong()).get();
        }

        @Override
        public CompletionStage<Receipt> publish(EventDraft draft) {
            counts.computeIfAbsent(draft.type(), type -> new AtomicLong()).incrementAndGet();
            return CompletableFuture.completedStage(new Receipt(
                    draft.id().orElseThrow(), "/test", position.incrementAndGet(), Durability.DURABLE, false));
        }

        @Override
        public void publishAndForget(EventDraft draft) {
            throw new UnsupportedOperationException("nothing is forgotten here");
        }

        @Override
        public DeliveryReport publishAndWait(EventDraft draft, Duration timeout) {
            throw new UnsupportedOperationException("there are no handlers");
        }

        @Override
        public CompletionStage<List<Receipt>> publishAll(List<EventDraft> drafts) {
            throw new UnsupportedOperationException("published one by one");
        }

        @Override
        public Registration subscribe(Subscription subscription, EventHandler<Event> handler) {
            throw new UnsupportedOperationException("there are no handlers");
        }

        @Override
        public int unsubscribeAll() {
            return 0;
        }

        @Override
        public int handlerCount() {
            return 0;
        }

        @Override
        public int handlerCount(String type) {
            return 0;
        }

        @Override
        public Optional<Event> latest(String type, String subject) {
            return Optional.empty();
        }
    }

    @Test
    void one_folder_of_very_many_files_is_scanned_once_and_then_silent() throws Exception {
        Path folder = Files.createDirectory(temp.resolve("media"));
        makeFiles(folder);
        CountingBus bus = new CountingBus();
        try (LibraryRig rig = new LibraryRig(folder)) {
            Instant begun = Instant.now();
            run(rig, bus, folder, plugin -> {});
            report("first scan", begun, bus.count("media.file.added") + bus.count("scan.file.found"));
            assertThat(bus.count("media.file.added")).isEqualTo(FILES);
            assertThat(bus.count("scan.file.found")).isEqualTo(FILES);
            assertThat(bus.count("scan.progress")).isLessThanOrEqualTo(20 * 60);

            Files.delete(folder.resolve("00000007.gif"));
            begun = Instant.now();
            run(rig, bus, folder, plugin -> {});
            report("comparison", begun, 1);

            assertThat(bus.count("media.file.added")).isEqualTo(FILES);
            assertThat(bus.count("media.file.removed")).isEqualTo(1);
            assertThat(bus.count("scan.started")).isEqualTo(2);

            run(rig, bus, folder, plugin -> readsAllAgainInFlatMemory(plugin, bus));
            assertThat(bus.count("media.file.changed")).isZero();
        }
    }

    /** The state has all files already, so what grows now would grow with the files a scan has passed. */
    private static void readsAllAgainInFlatMemory(MediaLibrary plugin, CountingBus bus) {
        long before = bus.count("scan.file.found");
        Instant begun = Instant.now();
        plugin.rescan("many");
        List<Long> heap = new ArrayList<>();
        for (int part = 1; part <= PARTS; part++) {
            long files = before + (long) (FILES - 1) * part / (PARTS + 1);
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> bus.count("scan.file.found") >= files);
            heap.add(heapInUse());
        }
        await().atMost(PATIENCE).until(() -> bus.count("scan.completed") == 3);
        report("reading all again", begun, bus.count("scan.file.found") - before);
        LOG.info("Heap in use at {} places of the walk: {} KiB", PARTS, heap);
        // Each is what is kept and some garbage of the walk that goes on: the lesser of two is nearer to what is kept.
        assertThat(Math.min(heap.get(PARTS - 2), heap.get(PARTS - 1)) - Math.min(heap.get(0), heap.get(1)))
                .as("KiB of heap at %d places of the walk: %s", PARTS, heap)
                .isLessThan(MAX_GROWTH_KIB);
    }

    private static long heapInUse() {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least / 1024;
    }

    private static void report(String what, Instant begun, long events) {
        long millis = Math.max(1, Duration.between(begun, Instant.now()).toMillis());
        LOG.info(
                "{} of {} files: {} ms, {} events, {} events a second",
                what,
                FILES,
                millis,
                events,
                events * 1_000 / millis);
    }

    private static void run(LibraryRig rig, CountingBus bus, Path folder, Consumer<MediaLibrary> then)
            throws InterruptedException {
        MediaLibrary plugin = new MediaLibrary(
                bus, rig.context(), rig.settings(List.of(new Library("many", folder))), Files::newDirectoryStream);
        try {
            await().atMost(PATIENCE).until(() -> isWatched(plugin));
            then.accept(plugin);
        } finally {
            plugin.stop();
        }
    }

    private static boolean isWatched(MediaLibrary plugin) {
        try {
            return plugin.status().stream().anyMatch(status -> status.state() == LibraryStatus.State.WATCHED);
        } catch (IllegalStateException e) {
            return false;
        }
    }

    /**
     * The smallest picture there is, with a few bytes that make each file its own. Old enough that no scan waits for them
     * to settle, however fast they were written.
     */
    private static void makeFiles(Path folder) throws IOException {
        FileTime yesterday = FileTime.from(Instant.now().minus(Duration.ofDays(1)));
        byte[] gif = {'G', 'I', 'F', '8', '9', 'a', 1, 0, 1, 0, 0, 0, 0, ';', 0, 0, 0, 0};
        for (int i = 0; i < FILES; i++) {
            gif[14] = (byte) i;
            gif[15] = (byte) (i >> 8);
            gif[16] = (byte) (i >> 16);
            Path file = Files.write(folder.resolve(String.format("%08d.gif", i)), gif);
            Files.setLastModifiedTime(file, yesterday);
        }
    }
}
