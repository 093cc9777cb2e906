// SPDX-License-Identifier: Apache-2.0
package io.carillon.media.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.carillon.events.Event;
import io.carillon.media.samples.MediaSamples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scans that are paused or stopped in the middle go on where they were. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class PausedLibraryTest {

    private static final int SHELVES = 8;
    private static final int FILES = 1 + SHELVES * 4;

    /** No file is young. */
    private static final FileTime LONG_AGO = FileTime.fromMillis(1_700_000_000_000L);

    @TempDir
    Path temp;

    private final List<Path> opened = new CopyOnWriteArrayList<>();
    private final CountDownLatch started = new CountDownLatch(1);
    private Path folder;
    private LibraryRig rig;

    @BeforeEach
    void makeFolder() throws IOException {
        folder = Files.createDirectory(temp.resolve("media"));
        picture("first.png", 99);
        for (int shelf = 0; shelf < SHELVES; shelf++) {
            picture("shelf " + shelf + "/a.png", shelf);
            picture("shelf " + shelf + "/b.png", shelf + 10);
            picture("shelf " + shelf + "/inner/c.png", shelf + 20);
            picture("shelf " + shelf + "/inner/d.png", shelf + 30);
        }
        rig = new LibraryRig(folder);
    }

    private Path picture(String name, int seed) throws IOException {
        Path picture = folder.resolve(name);
        MediaSamples.png(picture, seed);
        Files.setLastModifiedTime(picture, LONG_AGO);
        return picture;
    }

    @AfterEach
    void close() throws InterruptedException {
        rig.close();
    }

    /** Starts, and lets something happen just before the walk opens a folder of a number. */
    private void startAnd(IntConsumer beforeOpen) {
        rig.beforeOpen(path -> {
            await().atMost(LibraryRig.PATIENCE).until(() -> started.getCount() == 0);
            opened.add(path);
            beforeOpen.accept(opened.size());
        });
        rig.start();
        started.countDown();
    }

    private void awaitPaused() {
        await().atMost(LibraryRig.PATIENCE).until(() -> rig.state() == LibraryStatus.State.PAUSED);
    }

    private void pauseAtTheTenthFolder() {
        startAnd(number -> {
            if (number == 10) {
                assertThat(rig.plugin().pause("films")).isEqualTo("pausing films");
            }
        });
        awaitPaused();
    }

    private void everyFileIsToldOnceByOneScan() {
        assertThat(rig.data("media.file.added"))
                .extracting(data -> data.get("path"))
                .doesNotHaveDuplicates()
                .hasSize(FILES);
        assertThat(rig.data("scan.file.found"))
                .extracting(data -> data.get("path"))
                .doesNotHaveDuplicates()
                .hasSize(FILES);
        assertThat(rig.data("media.file.changed")).isEmpty();
        assertThat(rig.data("scan.started")).hasSize(1);
        assertThat(rig.data("scan.completed")).singleElement().satisfies(data -> assertThat(data)
                .containsEntry("scanId", rig.data("scan.started").get(0).get("scanId"))
                .containsEntry("filesScanned", (long) FILES)
                .containsEntry("added", (long) FILES)
                .containsEntry("errors", 0L));
    }

    @Test
    void a_scan_pauses_in_mid_walk_and_goes_on() {
        pauseAtTheTenthFolder();
        int told = rig.data("media.file.added").size();
        assertThat(told).isBetween(1, FILES - 1);
        assertThat(rig.plugin().list()).contains("paused by shell; library:resume goes on");
        assertThat(rig.plugin().pause("films")).isEqualTo("films is paused already");
        await().atMost(LibraryRig.PATIENCE)
                .during(Duration.ofMillis(300))
                .until(() -> rig.data("media.file.added").size() == told && opened.size() == 10);

        assertThat(rig.plugin().resume("films")).isEqualTo("films goes on");
        rig.settled();

        everyFileIsToldOnceByOneScan();
        assertThat(rig.data("scan.paused")).singleElement().satisfies(data -> assertThat(data)
                .containsEntry("pausedBy", "shell")
                .containsEntry("filesScanned", (long) told));
        assertThat(rig.data("scan.resumed")).singleElement().satisfies(data -> {
            assertThat(data).containsEntry("resumedBy", "shell");
            assertThat((Long) data.get("pausedForMs")).isGreaterThanOrEqualTo(300L);
        });
        assertThat(rig.plugin().resume("films")).isEqualTo("films is not paused");
    }

    @Test
    void a_paused_scan_stays_paused_over_a_restart_and_goes_on_where_it_was() throws Exception {
        pauseAtTheTenthFolder();
        List<Path> before = new ArrayList<>(opened);
        int told = rig.data("media.file.added").size();
        rig.stop();

        rig.start();
        awaitPaused();
        await().atMost(LibraryRig.PATIENCE)
                .during(Duration.ofMillis(300))
                .until(() -> rig.state() == LibraryStatus.State.PAUSED);
        assertThat(opened).hasSameSizeAs(before);
        assertThat(rig.data("media.file.added")).hasSize(told);
        rig.plugin().resume("films");
        rig.awaitData("scan.completed", 1);
        rig.settled();

        everyFileIsToldOnceByOneScan();
        assertThat(rig.data("scan.paused")).hasSize(1);
        assertThat(rig.data("scan.resumed")).singleElement().satisfies(data -> assertThat(data)
                .containsEntry("resumedBy", "shell")
                .containsEntry("filesScanned", (long) told));
    }

    @Test
    void a_scan_that_is_stopped_in_mid_walk_goes_on_and_then_looks_at_what_changed_behind_it() throws Exception {
        CountDownLatch stopped = new CountDownLatch(1);
        startAnd(number -> {
            if (number == 10) {
                rig.plugin().pause("films");
            } else if (number == 12) {
                await().atMost(LibraryRig.PATIENCE).until(() -> stopped.getCount() == 0);
            }
        });
        awaitPaused();
        int told = rig.data("media.file.added").size();
        rig.plugin().resume("films");
        await().atMost(LibraryRig.PATIENCE).until(() -> opened.size() == 12);
        rig.stop();
        stopped.countDown();
        Path late = opened.get(1).resolve("late.png");
        MediaSamples.png(late, 7);
        Files.setLastModifiedTime(late, LONG_AGO);

        rig.start();
        rig.awaitData("media.file.added", FILES + 1);
        rig.awaitData("scan.completed", 2);

        assertThat(rig.data("media.file.added"))
                .extracting(data -> data.get("path"))
                .doesNotHaveDuplicates()
                .endsWith(late.toString());
        assertThat(rig.data("scan.started"))
                .extracting(data -> data.get("mode"))
                .containsExactly("full", "incremental");
        assertThat(rig.data("scan.resumed"))
                .extracting(data -> data.get("resumedBy"))
                .containsExactly("shell", "library");
        assertThat(rig.data("scan.resumed").get(1)).containsEntry("filesScanned", (long) told);
        assertThat(rig.data("scan.completed").get(0)).containsEntry("filesScanned", (long) FILES);
    }

    @Test
    void a_walk_on_visits_what_a_whole_walk_visits_behind_every_place() throws Exception {
        rig.settle();
        WalkRecord whole = new WalkRecord(folder);
        whole.walk();

        assertThat(whole.places()).hasSize(FILES + SHELVES * 2);
        for (int i = 0; i < whole.places().size(); i++) {
            WalkRecord rest = new WalkRecord(folder);
            rest.walkOn(whole.places().get(i));
            assertThat(rest.places())
                    .as("behind " + whole.places().get(i))
                    .isEqualTo(whole.places().subList(i + 1, whole.places().size()));
        }
    }

    @Test
    void while_paused_nothing_is_told_and_afterwards_everything() throws IOException {
        rig.settle();
        rig.plugin().pause("films");
        awaitPaused();
        picture("new.png", 42);
        Files.delete(folder.resolve("first.png"));
        await().atMost(LibraryRig.PATIENCE)
                .during(Duration.ofMillis(500))
                .until(() -> rig.data("media.file.added").size() == FILES);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rig.plugin().scan("films"))
                .withMessageContaining("library:resume films first");
        assertThat(rig.plugin().scan()).isEqualTo("scanning 0 libraries");

        rig.plugin().resume("films");

        rig.awaitData("media.file.added", FILES + 1);
        rig.awaitData("media.file.removed", 1);
        assertThat(rig.data("scan.paused")).as("there was no scan to pause").isEmpty();
    }

    @Test
    void a_paused_library_can_be_removed() throws Exception {
        rig.start(List.of());
        await().atMost(LibraryRig.PATIENCE)
                .ignoreExceptions()
                .until(() -> !rig.plugin().list().isEmpty());
        rig.plugin().add("films", folder.toString());
        rig.settled();
        rig.plugin().pause("films");
        awaitPaused();

        assertThat(rig.plugin().remove("films")).startsWith("removed films");

        assertThat(rig.data("library.deleted")).singleElement().satisfies(data -> assertThat(data)
                .containsEntry("itemsRemoved", (long) FILES));
        assertThat(rig.harness().context().state().keys("", "", 10)).isEmpty();
    }

    @Test
    void a_rescan_reads_what_a_scan_takes_for_unchanged() throws Exception {
        rig.settle();
        Path sly = folder.resolve("first.png");
        byte[] bytes = Files.readAllBytes(sly);
        bytes[bytes.length - 1] ^= 1;
        Files.write(sly, bytes);
        Files.setLastModifiedTime(sly, LONG_AGO);

        rig.plugin().scan("films");
        assertThat(rig.awaitData("scan.completed", 2).get(1)).containsEntry("updated", 0L);
        rig.plugin().rescan("films");

        assertThat(rig.awaitData("scan.completed", 3).get(2))
                .containsEntry("updated", 1L)
                .containsEntry("filesScanned", (long) FILES);
        assertThat(rig.data("media.file.changed")).singleElement().satisfies(data -> assertThat(data)
                .containsEntry("path", sly.toString()));
    }

    @Test
    void a_rescan_tells_of_metadata_that_is_read_otherwise_than_before() throws Exception {
        rig.settle();
        rig.stop();
        FileIndexKeys keys = new FileIndexKeys(rig.harness().context().state());
        keys.forgetWhatWasTold(3);

        rig.settle();
        rig.plugin().rescan("films");

        assertThat(rig.awaitData("scan.completed", 2).get(1)).containsEntry("updated", 3L);
        assertThat(rig.data("media.file.changed")).hasSize(3);
        List<Event> told = rig.events("media.file.changed");
        rig.plugin().rescan("films");
        rig.awaitData("scan.completed", 3);
        assertThat(rig.events("media.file.changed")).isEqualTo(told);
    }

    @Test
    void two_libraries_on_one_folder_are_refused_by_whatever_path() throws Exception {
        rig.settle();
        Path link = Files.createSymbolicLink(temp.resolve("link"), folder);

        for (Path path : List.of(folder, folder.resolve("../media"), link)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> rig.plugin().add("twin", path.toString()))
                    .withMessageContaining("is the folder of library films already");
        }
        assertThat(rig.plugin().add("inner", folder.resolve("shelf 1").toString()))
                .as("a part of it is another folder")
                .startsWith("added inner");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rig.settings(List.of(new Library("a", folder), new Library("b", folder))))
                .withMessageContaining("more than once");
    }

    @Test
    void a_library_whose_folder_is_configured_under_another_name_rests() throws Exception {
        rig.start(List.of());
        await().atMost(LibraryRig.PATIENCE)
                .ignoreExceptions()
                .until(() -> !rig.plugin().list().isEmpty());
        rig.plugin().add("mine", folder.toString());
        rig.awaitData("scan.completed", 1);
        rig.stop();

        rig.settle();

        assertThat(rig.plugin().list())
                .contains("another library has its folder")
                .contains("library:remove mine");
    }
}
