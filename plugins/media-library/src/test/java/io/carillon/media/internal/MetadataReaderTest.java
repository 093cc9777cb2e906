// SPDX-License-Identifier: Apache-2.0
package io.carillon.media.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.media.samples.MediaSamples;
import io.carillon.media.samples.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class MetadataReaderTest {

    @TempDir
    Path temp;

    private final ExecutorService executor = Executors.newFixedThreadPool(4);
    private final CountDownLatch end = new CountDownLatch(1);

    @AfterEach
    void release() {
        end.countDown();
        executor.shutdownNow();
    }

    private MetadataReader with(FormatReader pictures) {
        return with(LibraryRig.PATIENCE, pictures);
    }

    private MetadataReader with(Duration limit, FormatReader pictures) {
        return new MetadataReader(executor, limit, pictures, (file, type) -> Metadata.none());
    }

    private String errorOf(MetadataReader reader) throws Exception {
        Path file = MediaSamples.jpg(temp.resolve("a.jpg"), 1).path();
        return String.valueOf(reader.read(file, MediaType.JPEG).metadata().error());
    }

    @Test
    void a_parser_that_overflows_the_stack_is_an_error_of_the_file() throws Exception {
        assertThat(errorOf(with((file, type) -> endless(1, type)))).contains("StackOverflowError");
    }

    private static Metadata endless(int depth, MediaType type) {
        return depth < 0 ? Metadata.none() : endless(depth + 1, type);
    }

    @Test
    void a_parser_that_asks_for_too_much_memory_is_an_error_of_the_file() throws Exception {
        assertThat(errorOf(with((file, type) -> {
                    throw new OutOfMemoryError("Requested array size exceeds VM limit");
                })))
                .contains("OutOfMemoryError");
    }

    @Test
    void a_parser_that_never_ends_is_left_behind_and_others_go_on() throws Exception {
        MetadataReader reader = with(Duration.ofSeconds(1), (file, type) -> {
            uninterruptibly();
            return Metadata.none();
        });

        assertThat(errorOf(reader)).contains("not read within 1000 ms");
        assertThat(errorOf(reader)).contains("not read within 1000 ms");
        assertThat(errorOf(reader)).contains("2 parsers are stuck");
        Path song = MediaSamples.mp3(temp.resolve("a.mp3"), 1).path();
        end.countDown();
        assertThat(reader.read(song, MediaType.MP3).metadata().error()).isNull();
    }

    private void uninterruptibly() {
        boolean over = false;
        while (!over) {
            try {
                end.await();
                over = true;
            } catch (InterruptedException e) {
                // Like a parser in a loop of its own: does not care.
                over = end.getCount() == 0;
            }
        }
    }

    @Test
    void a_full_pool_is_said_in_the_event() throws Exception {
        executor.shutdown();

        assertThat(errorOf(with(new PictureReader()))).contains("pool is full");
    }

    @Test
    void real_files_with_any_bytes_changed_never_throw() throws Exception {
        List<Sample> samples = MediaSamples.fill(temp, 6);
        MetadataReader reader = new MetadataReader(executor, LibraryRig.PATIENCE, () -> temp);
        Random random = new Random(42);
        int errors = 0;
        for (int round = 0; round < 600; round++) {
            Path original = samples.get(round % samples.size()).path();
            Path broken = broken(original, random);
            MetadataReader.Finding finding = reader.read(
                    broken, MediaType.ofName(broken.getFileName().toString()).orElseThrow());
            errors += finding.metadata().error() == null ? 0 : 1;
            Files.delete(broken);
        }
        assertThat(errors).isBetween(1, 599);
    }

    /** Damage where parsers look: in the first kilobyte, mostly. */
    private Path broken(Path original, Random random) throws IOException {
        byte[] bytes = Files.readAllBytes(original);
        int changes = 1 + random.nextInt(8);
        for (int i = 0; i < changes; i++) {
            bytes[16 + random.nextInt(Math.min(1_000, bytes.length - 16))] = (byte) random.nextInt(256);
        }
        return Files.write(temp.resolve("broken-" + original.getFileName()), bytes);
    }

    @Test
    void a_wav_file_is_measured_to_the_millisecond_and_its_tags_are_read() throws Exception {
        Path noise = MediaSamples.wav(temp.resolve("noise.wav"), 29).path();
        MetadataReader reader = new MetadataReader(executor, LibraryRig.PATIENCE, () -> temp);

        Metadata metadata = reader.read(noise, MediaType.WAV).metadata();

        assertThat(metadata.durationMs()).isEqualTo(590);
        assertThat(metadata.title()).isEqualTo("Tone No. 29 — größer");
    }

    @Test
    void tags_are_bounded_in_number_and_length_and_hold_no_control_characters() {
        Map<String, String> many = new LinkedHashMap<>();
        many.put("first\0", "a\nb\ud800");
        for (int i = 0; i < 1_000; i++) {
            many.put("tag " + i, "x".repeat(10_000));
        }

        Metadata metadata = new Metadata("\0", null, null, -1L, null, null, many, null);

        assertThat(metadata.tags()).hasSize(Metadata.MAX_TAGS).containsEntry("first", "a b\uFFFD");
        assertThat(metadata.tags().get("tag 1")).hasSize(Metadata.MAX_TEXT);
        assertThat(metadata.title()).isNull();
        assertThat(metadata.durationMs()).isNull();
    }
}
