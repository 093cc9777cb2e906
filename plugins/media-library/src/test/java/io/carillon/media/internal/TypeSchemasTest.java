// SPDX-License-Identifier: Apache-2.0
package io.carillon.media.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.events.Event;
import io.carillon.media.samples.MediaSamples;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class TypeSchemasTest {

    private static final String REMOVED = "{'mediaId': 'm', 'libraryId': 'films', 'path': '/films/a.mp3'}";
    private static final String COMPLETED = "{'scanId': 's', 'libraryId': 'films', 'filesScanned': 1, 'added': 0,"
            + " 'updated': 0, 'removed': 0, 'errors': 0, 'durationMs': 7}";
    private static final String ADDED = "{'mediaId': 'm', 'libraryId': 'films', 'path': '/films/a.mp3',"
            + " 'fileName': 'a.mp3', 'mimeType': 'audio/mpeg', 'sizeBytes': 0, 'kind': 'audio', 'checksumSha256': '"
            + "0123456789abcdef".repeat(4) + "'}";

    @TempDir
    Path temp;

    @Test
    void every_type_is_published_in_the_life_of_a_library_and_fits_its_schema() throws Exception {
        Path folder = Files.createDirectory(temp.resolve("media"));
        MediaSamples.fill(folder, 12);
        Files.writeString(folder.resolve("junk.mp3"), "no music");
        AtomicBoolean waited = new AtomicBoolean();
        try (LibraryRig rig = new LibraryRig(folder)) {
            // A scan that takes longer than a second tells of its progress.
            rig.beforeOpen(path -> {
                if (!waited.getAndSet(true)) {
                    await().pollDelay(Duration.ofMillis(1_100))
                            .atMost(LibraryRig.PATIENCE)
                            .until(() -> true);
                    rig.plugin().pause("films");
                }
            });
            rig.start(List.of());
            await().atMost(LibraryRig.PATIENCE)
                    .ignoreExceptions()
                    .until(() -> !rig.plugin().list().isEmpty());
            rig.plugin().add("films", folder.toString());
            rig.awaitData("scan.paused", 1);
            rig.plugin().resume("films");
            rig.settled();
            MediaSamples.jpg(folder.resolve("shelf-0/photo-0.jpg"), 99);
            Files.delete(folder.resolve("shelf-0/drawing-1.png"));
            rig.awaitData("media.file.changed", 1);
            rig.awaitData("media.file.removed", 1);
            rig.plugin().remove("films");

            List<Event> events = rig.harness().history();

            assertThat(events).extracting(Event::type).hasSameElementsAs(TypeSchemas.TYPES);
            new TypeSchemas().accept(events);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            media.file.removed | 'm'              | ''
            media.file.removed | '/films/a.mp3'   | ''
            media.file.added   | 'fileName'       | 'name'
            media.file.added   | 'audio'          | 'text'
            media.file.added   | 0123456789abcdef | 0123456789ABCDEF
            media.file.added   | 'sizeBytes': 0   | 'sizeBytes': -1
            media.file.added   | 'sizeBytes': 0   | 'sizeBytes': 0.5
            scan.completed     | 'errors'         | 'faults'
            scan.completed     | 'durationMs': 7  | 'durationMs': '7'
            """)
    void data_of_another_shape_is_refused(String type, String right, String wrong) {
        String whole =
                switch (type) {
                    case "media.file.added" -> ADDED;
                    case "media.file.removed" -> REMOVED;
                    default -> COMPLETED;
                };
        TypeSchemas schemas = new TypeSchemas();

        assertThat(whole).contains(right);
        assertThat(schemas.errors(type, json(whole))).isEmpty();
        assertThat(schemas.errors(type, json(whole.replace(right, wrong)))).isNotEmpty();
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }
}
