// SPDX-License-Identifier: Apache-2.0
package io.carillon.media.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.media.samples.MediaSamples;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What may lie in a folder beside honest media files. A good file beside it must always come through. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class NastyFilesTest {

    @TempDir
    Path temp;

    private Path folder;
    private LibraryRig rig;

    @BeforeEach
    void makeFolderWithOneGoodFile() throws IOException {
        folder = Files.createDirectory(temp.resolve("media"));
        MediaSamples.jpg(folder.resolve("zz-good.jpg"), 1);
        rig = new LibraryRig(folder);
    }

    @AfterEach
    void close() throws InterruptedException {
        rig.close();
    }

    private Map<String, Object> added(String fileName) {
        List<Map<String, Object>> found = rig.data("media.file.added").stream()
                .filter(data -> fileName.equals(data.get("fileName")))
                .toList();
        assertThat(found).as(fileName).hasSize(1);
        return found.get(0);
    }

    private void onlyTheGoodFileIsThere(long errors) {
        assertThat(rig.data("media.file.added"))
                .extracting(data -> data.get("fileName"))
                .containsExactly("zz-good.jpg");
        assertThat(rig.data("scan.completed").get(0)).containsEntry("errors", errors);
    }

    @Test
    void junk_behind_a_media_suffix_is_an_event_with_an_error() throws IOException {
        Files.writeString(folder.resolve("letter.mp3"), "Dear Sir or Madam, this is no music");

        rig.settle();

        assertThat(added("letter.mp3")).containsEntry("mimeType", "audio/mpeg").containsEntry("kind", "audio");
        assertThat(added("letter.mp3"))
                .containsEntry(
                        "metadataError", "the file is named like audio/mpeg but begins with the bytes 44 65 61 72");
        assertThat(added("zz-good.jpg")).doesNotContainKey("metadataError");
    }

    @Test
    void bytes_beyond_127_are_told_as_they_are() throws IOException {
        Files.write(folder.resolve("odd.png"), new byte[] {(byte) 0xca, (byte) 0xfe, (byte) 0xba});

        rig.settle();

        assertThat((String) added("odd.png").get("metadataError")).endsWith("begins with the bytes ca fe ba");
    }

    @Test
    void junk_counts_as_an_error_in_every_scan_that_meets_it() throws IOException {
        Files.writeString(folder.resolve("letter.mp3"), "Dear Sir or Madam, this is no music");
        Files.createFile(folder.resolve("empty.flac"));

        rig.settle();
        rig.plugin().scan("films");
        rig.awaitData("scan.completed", 2);
        Files.delete(folder.resolve("empty.flac"));
        MediaSamples.mp3(folder.resolve("letter.mp3"), 5);
        rig.awaitData("media.file.removed", 1);
        rig.awaitData("media.file.changed", 1);
        rig.plugin().scan("films");

        assertThat(rig.awaitData("scan.completed", 3))
                .extracting(data -> data.get("errors"))
                .containsExactly(2L, 2L, 0L);
        assertThat(rig.data("scan.completed"))
                .extracting(data -> data.get("filesScanned"))
                .containsExactly(3L, 3L, 2L);
    }

    @Test
    void an_empty_file_is_an_event_with_an_error() throws IOException {
        Files.createFile(folder.resolve("empty.flac"));

        rig.settle();

        assertThat(added("empty.flac"))
                .containsEntry("sizeBytes", 0L)
                .containsEntry("metadataError", "the file is empty");
    }

    @Test
    void files_cut_short_are_events_with_an_error() throws IOException {
        MediaSamples.fill(folder, 6);
        try (var files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith("zz-good.jpg"))
                    .toList()) {
                Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 30));
            }
        }

        rig.settle();

        assertThat(rig.data("media.file.added")).hasSize(7);
        assertThat(rig.data("media.file.added").stream().filter(data -> data.containsKey("metadataError")))
                .hasSize(6);
    }

    @Test
    void a_picture_behind_the_wrong_suffix_is_what_it_is() throws IOException {
        MediaSamples.png(temp.resolve("a.png"), 3);
        Files.move(temp.resolve("a.png"), folder.resolve("liar.mp3"));

        rig.settle();

        assertThat(added("liar.mp3"))
                .containsEntry("mimeType", "image/png")
                .containsEntry("kind", "image")
                .containsEntry("width", 43L);
    }

    @Test
    void a_pipe_is_never_opened() throws Exception {
        Process made = new ProcessBuilder("mkfifo", folder.resolve("pipe.mp3").toString()).start();
        assertThat(made.waitFor()).isZero();

        rig.settle();

        onlyTheGoodFileIsThere(0);
    }

    @Test
    void a_socket_is_never_opened() throws Exception {
        try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            socket.bind(UnixDomainSocketAddress.of(folder.resolve("s.png")));

            rig.settle();

            onlyTheGoodFileIsThere(0);
        }
    }

    @Test
    void a_link_to_a_folder_is_not_followed_so_there_is_no_circle() throws IOException {
        Files.createSymbolicLink(folder.resolve("circle"), folder);

        rig.settle();

        onlyTheGoodFileIsThere(0);
    }

    @Test
    void a_link_to_itself_is_an_error_and_a_link_to_nowhere_is_nothing() throws IOException {
        Files.createSymbolicLink(folder.resolve("self.jpg"), folder.resolve("self.jpg"));
        Files.createSymbolicLink(folder.resolve("nowhere.jpg"), temp.resolve("missing.jpg"));

        rig.settle();

        onlyTheGoodFileIsThere(1);
    }

    @Test
    void a_link_to_a_file_is_the_file() throws IOException {
        MediaSamples.png(temp.resolve("elsewhere.png"), 2);
        Files.createSymbolicLink(folder.resolve("link.png"), temp.resolve("elsewhere.png"));

        rig.settle();

        assertThat(added("link.png")).containsEntry("width", 42L);
    }

    @Test
    void a_name_with_a_line_break_is_told_as_it_is() throws IOException {
        MediaSamples.mp3(folder.resolve("two\nlines.mp3"), 5);

        rig.settle();

        assertThat(added("two\nlines.mp3")).containsEntry("title", "Tone No. 5 — größer");
    }

    @Test
    void an_emoji_in_a_name_survives() throws IOException {
        MediaSamples.mp3(temp.resolve("plain.mp3"), 5);
        Files.move(temp.resolve("plain.mp3"), raw("%F0%9F%8E%B5%20caf%C3%A9.mp3"));

        rig.settle();

        assertThat(added("🎵 café.mp3")).containsEntry("title", "Tone No. 5 — größer");
    }

    @Test
    void names_that_are_no_text_are_told_apart_and_read() throws IOException {
        MediaSamples.mp3(temp.resolve("one.mp3"), 1);
        MediaSamples.mp3(temp.resolve("two.mp3"), 2);
        Files.move(temp.resolve("one.mp3"), raw("bad-%FF.mp3"));
        Files.move(temp.resolve("two.mp3"), raw("bad-%FE.mp3"));

        rig.settle();

        List<Map<String, Object>> bad = rig.data("media.file.added").stream()
                .filter(data -> "bad-\uFFFD.mp3".equals(data.get("fileName")))
                .toList();
        assertThat(bad)
                .extracting(data -> data.get("mediaId"))
                .doesNotHaveDuplicates()
                .hasSize(2);
        assertThat(bad)
                .extracting(data -> data.get("title"))
                .containsExactlyInAnyOrder("Tone No. 1 — größer", "Tone No. 2 — größer");
        Files.delete(raw("bad-%FF.mp3"));
        assertThat(rig.awaitData("media.file.removed", 1)).hasSize(1);
    }

    private Path raw(String encoded) {
        return Path.of(URI.create(folder.toUri() + encoded));
    }

    @Test
    void a_name_of_255_bytes_is_read() throws IOException {
        String name = "n".repeat(251) + ".mp3";
        MediaSamples.mp3(temp.resolve("short.mp3"), 4);
        Files.move(temp.resolve("short.mp3"), folder.resolve(name));

        rig.settle();

        assertThat(added(name)).containsEntry("title", "Tone No. 4 — größer");
    }

    @Test
    void a_folder_named_like_a_picture_is_a_folder() throws IOException {
        MediaSamples.png(folder.resolve("album.jpg/inside.png"), 4);

        rig.settle();

        assertThat(added("inside.png")).containsEntry("width", 44L);
        assertThat(rig.data("media.file.added")).hasSize(2);
    }

    @Test
    void hidden_and_other_files_are_left_alone() throws IOException {
        MediaSamples.jpg(folder.resolve(".hidden.jpg"), 1);
        MediaSamples.jpg(folder.resolve(".trash/old.jpg"), 1);
        Files.writeString(folder.resolve("notes.txt"), "hello");

        rig.settle();

        onlyTheGoodFileIsThere(0);
    }

    @Test
    void a_file_whose_content_cannot_be_read_is_an_error() throws IOException {
        Files.createSymbolicLink(folder.resolve("memory.jpg"), Path.of("/proc/self/mem"));

        rig.settle();

        onlyTheGoodFileIsThere(1);
        assertThat(rig.plugin().list()).contains("cannot be read");
    }

    @Test
    void a_file_beyond_the_limit_is_an_error_and_is_not_read() throws IOException {
        try (RandomAccessFile sparse =
                new RandomAccessFile(folder.resolve("huge.mp4").toFile(), "rw")) {
            sparse.setLength(1L << 40);
        }

        rig.settle();

        onlyTheGoodFileIsThere(1);
    }

    @Test
    void a_folder_that_may_not_be_read_is_an_error_and_its_files_stay_known() throws Exception {
        Path secret = folder.resolve("secret");
        MediaSamples.jpg(secret.resolve("known.jpg"), 8);
        rig.settle();
        rig.stop();
        rig.beforeOpen(path -> {
            if (path.equals(secret)) {
                throw new AccessDeniedException(path.toString());
            }
        });

        rig.settle();
        rig.plugin().scan("films");

        assertThat(rig.awaitData("scan.completed", 2).get(1))
                .containsEntry("errors", 1L)
                .containsEntry("removed", 0L);
        assertThat(rig.data("media.file.removed")).isEmpty();
    }
}
