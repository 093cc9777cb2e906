// SPDX-License-Identifier: Apache-2.0
package io.carillon.media.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.events.Event;
import io.carillon.media.samples.MediaSamples;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A missing disk must never look like removed files. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class AwayLibraryTest {

    @TempDir
    Path temp;

    private Path folder;
    private LibraryRig rig;

    @BeforeEach
    void makeFolder() throws IOException {
        folder = Files.createDirectory(temp.resolve("media"));
        MediaSamples.fill(folder, 24);
        rig = new LibraryRig(folder).rescanEvery(Duration.ofSeconds(1));
    }

    @AfterEach
    void close() throws InterruptedException {
        rig.close();
    }

    private void awaitState(LibraryStatus.State state) {
        await().atMost(LibraryRig.PATIENCE).until(() -> rig.state() == state);
    }

    @Test
    void a_folder_that_goes_away_keeps_its_files_and_comes_back_silently() throws Exception {
        rig.settle();

        Files.move(folder, temp.resolve("unmounted"));
        awaitState(LibraryStatus.State.AWAY);
        List<Event> away = rig.harness().history();
        assertThat(rig.data("scan.completed").get(1))
                .containsEntry("errors", 1L)
                .containsEntry("removed", 0L);
        assertThat(rig.plugin().list()).contains("away").contains("is not there");

        rig.stop();
        rig.start();
        awaitState(LibraryStatus.State.AWAY);
        Files.move(temp.resolve("unmounted"), folder);
        rig.settled();

        assertThat(rig.harness().history()).isEqualTo(away);
        assertThat(rig.data("media.file.removed")).isEmpty();
    }

    @Test
    void a_folder_that_vanishes_in_mid_scan_ends_the_scan_with_errors() throws Exception {
        rig.settle();
        rig.stop();
        AtomicInteger opened = new AtomicInteger();
        rig.beforeOpen(path -> {
            if (opened.incrementAndGet() == 3) {
                Files.move(folder, temp.resolve("unmounted"));
            }
        });

        rig.start();
        awaitState(LibraryStatus.State.AWAY);

        assertThat(rig.data("scan.completed").get(1))
                .containsEntry("errors", 1L)
                .containsEntry("removed", 0L);
        assertThat(rig.data("media.file.removed")).isEmpty();
    }

    @Test
    void an_empty_mount_point_is_not_an_emptied_folder() throws Exception {
        rig.settle();
        rig.stop();
        Files.move(folder, temp.resolve("unmounted"));
        Files.createDirectory(folder);

        rig.start();
        awaitState(LibraryStatus.State.AWAY);

        assertThat(rig.plugin().list()).contains("is its disk mounted?");
        assertThat(rig.data("media.file.removed")).isEmpty();
    }

    @Test
    void an_emptied_folder_is_empty() throws Exception {
        rig.settle();
        try (Stream<Path> entries = Files.list(folder)) {
            entries.forEach(AwayLibraryTest::delete);
        }

        rig.awaitData("media.file.removed", 24);

        assertThat(rig.data("media.file.removed")).hasSize(24);
        // Every second it is looked at anew, and not watched only while that lasts.
        await().atMost(LibraryRig.PATIENCE)
                .untilAsserted(() -> assertThat(rig.plugin().list()).contains("watched"));
    }

    private static void delete(Path tree) {
        try (Stream<Path> walk = Files.walk(tree)) {
            for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void a_library_whose_folder_never_was_there_is_scanned_when_it_comes() throws Exception {
        Files.move(folder, temp.resolve("later"));
        rig.start();
        awaitState(LibraryStatus.State.AWAY);
        assertThat(rig.data("scan.completed")).hasSize(1);

        Files.move(temp.resolve("later"), folder);

        assertThat(rig.awaitData("media.file.added", 24)).hasSize(24);
        rig.settled();
        assertThat(rig.data("scan.completed")).hasSize(2);
    }
}
