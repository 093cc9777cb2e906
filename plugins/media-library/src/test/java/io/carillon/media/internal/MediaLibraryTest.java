// SPDX-License-Identifier: Apache-2.0
package io.carillon.media.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.events.Event;
import io.carillon.media.samples.MediaSamples;
import io.carillon.media.samples.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The plugin as a whole, over real files. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class MediaLibraryTest {

    @TempDir
    Path temp;

    private Path folder;
    private LibraryRig rig;

    @BeforeEach
    void makeFolder() throws IOException {
        folder = Files.createDirectory(temp.resolve("media"));
        rig = new LibraryRig(folder);
    }

    @AfterEach
    void close() throws InterruptedException {
        rig.close();
    }

    @Test
    void every_file_of_six_formats_becomes_an_event_with_its_metadata() throws IOException {
        List<Sample> samples = MediaSamples.fill(folder, 54);

        rig.settle();

        Map<Object, Map<String, Object>> byPath = rig.data("media.file.added").stream()
                .collect(Collectors.toMap(data -> data.get("path"), Function.identity()));
        assertThat(byPath).hasSize(54);
        for (Sample sample : samples) {
            Map<String, Object> data = byPath.getOrDefault(sample.path().toString(), Map.of());
            assertThat(data)
                    .as(sample.path().toString())
                    .containsEntry("fileName", sample.path().getFileName().toString())
                    .containsEntry("libraryId", "films")
                    .containsEntry("mimeType", sample.mimeType())
                    .containsEntry("kind", sample.kind())
                    .containsEntry("sizeBytes", Files.size(sample.path()))
                    .doesNotContainKey("metadataError");
            assertThat((String) data.get("checksumSha256")).matches("[0-9a-f]{64}");
            assertThat(data.get("title")).isEqualTo(sample.title());
            assertThat(data.get("artist")).isEqualTo(sample.artist());
            assertThat(data.get("album")).isEqualTo(sample.album());
            assertThat(data.get("width")).isEqualTo(asLong(sample.width()));
            assertThat(data.get("height")).isEqualTo(asLong(sample.height()));
            Long duration = sample.durationMs();
            if (duration == null) {
                assertThat(data).doesNotContainKey("durationMs");
            } else {
                assertThat((Long) data.get("durationMs")).isBetween(duration - 5, duration + 120);
            }
        }
    }

    private static @Nullable Object asLong(@Nullable Integer number) {
        return number == null ? null : number.longValue();
    }

    @Test
    void a_first_scan_tells_its_whole_story_in_order() throws IOException {
        MediaSamples.fill(folder, 6);

        rig.settle();

        List<String> types = rig.harness().history().stream().map(Event::type).toList();
        assertThat(types).startsWith("library.created", "scan.started").endsWith("scan.completed");
        assertThat(rig.data("scan.started").get(0)).containsEntry("mode", "full");
        assertThat(rig.data("scan.file.found")).hasSize(6).allSatisfy(data -> assertThat(data)
                .containsEntry("isNew", true));
        assertThat(rig.data("scan.completed")).singleElement().satisfies(data -> assertThat(data)
                .containsEntry("libraryId", "films")
                .containsEntry("filesScanned", 6L)
                .containsEntry("added", 6L)
                .containsEntry("updated", 0L)
                .containsEntry("removed", 0L)
                .containsEntry("errors", 0L));
        Event added = rig.events("media.file.added").get(0);
        assertThat(added.subject())
                .contains("media/" + rig.data("media.file.added").get(0).get("mediaId"));
        assertThat(added.correlationId())
                .contains(String.valueOf(rig.data("scan.completed").get(0).get("scanId")));
    }

    @Test
    void a_restart_over_an_unchanged_folder_publishes_nothing() throws Exception {
        MediaSamples.fill(folder, 12);
        rig.settle();
        List<Event> before = rig.harness().history();

        rig.stop();
        rig.settle();

        assertThat(rig.harness().history()).isEqualTo(before);
    }

    @Test
    void a_restart_publishes_what_changed_meanwhile_and_no_more() throws Exception {
        List<Sample> samples = MediaSamples.fill(folder, 12);
        rig.settle();
        rig.stop();
        int before = rig.harness().history().size();
        Files.delete(samples.get(0).path());
        MediaSamples.png(samples.get(1).path(), 999);
        MediaSamples.jpg(folder.resolve("new/late.jpg"), 77);
        Files.setLastModifiedTime(samples.get(2).path(), FileTime.fromMillis(1_700_000_000_000L));

        rig.settle();

        assertThat(rig.harness().history().stream().skip(before).map(Event::type))
                .containsExactlyInAnyOrder(
                        "scan.started",
                        "scan.file.found",
                        "scan.file.found",
                        "media.file.added",
                        "media.file.changed",
                        "media.file.removed",
                        "scan.completed");
        assertThat(rig.data("scan.completed").get(1))
                .containsEntry("added", 1L)
                .containsEntry("updated", 1L)
                .containsEntry("removed", 1L);
        assertThat(rig.data("media.file.removed").get(0))
                .containsEntry("path", samples.get(0).path().toString());
    }

    @Test
    void a_new_file_is_published_soon_and_without_a_scan() throws IOException {
        rig.settle();
        Path incoming = temp.resolve("incoming.mp3");
        MediaSamples.mp3(incoming, 3);

        Files.move(incoming, folder.resolve("arrived.mp3"));

        await().atMost(LibraryRig.onIdleMachine(Duration.ofSeconds(2)))
                .until(() -> rig.data("media.file.added"), data -> data.size() == 1);
        assertThat(rig.data("media.file.added").get(0)).containsEntry("title", "Tone No. 3 — größer");
        assertThat(rig.data("scan.started")).hasSize(1);
    }

    @Test
    void changed_tags_are_a_change_and_a_removed_file_is_told() throws IOException {
        Path song = folder.resolve("song.mp3");
        MediaSamples.mp3(song, 1);
        rig.settle();

        // In one step, for what stands there between two steps of a slow writer would be a change too.
        Path next = temp.resolve("next.mp3");
        MediaSamples.mp3(next, 2);
        Files.move(next, song, StandardCopyOption.ATOMIC_MOVE);
        assertThat(rig.awaitData("media.file.changed", 1).get(0)).containsEntry("title", "Tone No. 2 — größer");

        Files.delete(song);
        assertThat(rig.awaitData("media.file.removed", 1).get(0)).containsEntry("path", song.toString());
    }

    @Test
    void a_file_that_comes_back_is_added_anew() throws IOException {
        Path photo = folder.resolve("photo.jpg");
        Path aside = temp.resolve("aside.jpg");
        MediaSamples.jpg(photo, 1);
        rig.settle();
        Files.move(photo, aside);
        rig.awaitData("media.file.removed", 1);

        Files.move(aside, photo);

        List<Map<String, Object>> added = rig.awaitData("media.file.added", 2);
        assertThat(added.get(1).get("mediaId")).isEqualTo(added.get(0).get("mediaId"));
    }

    @Test
    void a_folder_that_moves_in_is_read_and_watched_and_one_that_moves_out_is_told() throws IOException {
        rig.settle();
        MediaSamples.fill(temp.resolve("box"), 12);

        Files.move(temp.resolve("box"), folder.resolve("box"));
        rig.awaitData("media.file.added", 12);
        MediaSamples.png(folder.resolve("box/shelf-1/more.png"), 5);
        rig.awaitData("media.file.added", 13);

        Files.move(folder.resolve("box"), temp.resolve("box"), StandardCopyOption.ATOMIC_MOVE);
        assertThat(rig.awaitData("media.file.removed", 13)).hasSize(13);
    }

    @Test
    void a_renamed_folder_is_watched_under_its_new_name() throws IOException {
        MediaSamples.jpg(folder.resolve("old/a.jpg"), 1);
        rig.settle();

        Files.move(folder.resolve("old"), folder.resolve("new"));
        rig.awaitData("media.file.removed", 1);
        rig.awaitData("media.file.added", 2);
        MediaSamples.jpg(folder.resolve("new/b.jpg"), 2);

        assertThat(rig.awaitData("media.file.added", 3).get(2))
                .containsEntry("path", folder.resolve("new/b.jpg").toString());
    }

    @Test
    void what_cannot_be_watched_is_found_by_the_rescan() throws IOException {
        Files.createDirectories(folder.resolve("a/b"));
        rig.watchAtMost(1).rescanEvery(Duration.ofSeconds(1)).start();
        await().atMost(LibraryRig.PATIENCE).until(() -> rig.state() == LibraryStatus.State.POLLED);

        MediaSamples.jpg(folder.resolve("a/b/deep.jpg"), 9);

        assertThat(rig.awaitData("media.file.added", 1)).hasSize(1);
    }

    @Test
    void the_shell_adds_scans_lists_and_removes_a_library() throws Exception {
        MediaSamples.fill(folder, 3);
        rig.start(List.of());
        await().atMost(LibraryRig.PATIENCE)
                .ignoreExceptions()
                .until(() -> !rig.plugin().list().isEmpty());

        assertThat(rig.plugin().add("films", folder.toString())).contains("films");
        rig.settled();
        assertThat(rig.data("library.created").get(0))
                .containsEntry("libraryId", "films")
                .containsEntry("path", folder.toString())
                .containsEntry("mediaKind", "mixed")
                .containsEntry("createdBy", "shell");
        assertThat(rig.plugin().list()).contains("films").contains("watched").contains(folder.toString());

        rig.plugin().scan("films");
        rig.awaitData("scan.completed", 2);
        assertThat(rig.data("scan.completed").get(1))
                .containsEntry("filesScanned", 3L)
                .containsEntry("added", 0L);
        assertThat(rig.data("scan.file.found")).hasSize(6);

        rig.stop();
        rig.start(List.of()).settled();

        assertThat(rig.plugin().remove("films")).contains("removed");
        assertThat(rig.data("library.deleted")).singleElement().satisfies(data -> assertThat(data)
                .containsEntry("itemsRemoved", 3L)
                .containsEntry("filesDeleted", false));
        assertThat(rig.context().state().keys("", "", 1_000)).isEmpty();

        rig.plugin().add("films", folder.toString());
        rig.awaitData("media.file.added", 6);
        assertThat(rig.data("library.created")).hasSize(2);
    }

    @Test
    void a_library_that_is_configured_no_longer_is_not_forgotten() throws Exception {
        MediaSamples.fill(folder, 3);
        rig.settle();
        rig.stop();
        List<Event> before = rig.harness().history();

        rig.start(List.of());
        await().atMost(LibraryRig.PATIENCE).until(() -> rig.state() == LibraryStatus.State.STOPPED);
        assertThat(rig.plugin().list()).contains("configured no longer");
        assertThat(rig.harness().history()).isEqualTo(before);
        rig.stop();

        rig.settle();
        assertThat(rig.harness().history()).isEqualTo(before);
    }

    @Test
    void stops_soon_in_the_middle_of_a_scan() throws Exception {
        MediaSamples.fill(folder, 30);
        rig.start();
        rig.awaitData("scan.started", 1);

        long begin = System.nanoTime();
        rig.stop();

        assertThat(Duration.ofNanos(System.nanoTime() - begin))
                .isLessThan(LibraryRig.onIdleMachine(Duration.ofSeconds(2)));
        rig.settle();
        Set<Object> paths = new HashSet<>();
        rig.data("media.file.added").forEach(data -> paths.add(data.get("path")));
        assertThat(paths).hasSize(30);
        assertThat(rig.data("media.file.added")).hasSize(30);
    }
}
