// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.events.admin.OptionStatus.Source;
import io.carillon.inputs.MutatedInputs;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ConfigInputTest {

    private static final String NAME = "conf/carillon.json";

    @TempDir
    private Path folder;

    @Test
    void a_file_is_read_or_refused_with_its_name() {
        Path file = folder.resolve("carillon.json");
        MutatedInputs.feed(
                List.of(
                        "{\"carillon.http\":{\"port:Integer\":8080,\"hosts\":[\"a\",\"b\"],\"tls\":false},}",
                        "/* c */{\":configurator:version\":\"1\",\"a.b\":{\"x\":1.5e3,// y\n\"z\":\"\\u00e9\"}}"),
                input -> {
                    Files.writeString(file, wellFormed(input));
                    try {
                        assertThat(ConfigFile.read(file, NAME, Source.FILE)).hasSizeLessThanOrEqualTo(input.length());
                    } finally {
                        Files.delete(file); // some file systems wait for the disk when a file is written over
                    }
                },
                SettingsException.class,
                refusal -> assertThat(refusal.text()).startsWith(NAME));
    }

    @Test
    void a_number_with_an_exponent_beyond_all_is_refused_with_its_place() throws Exception {
        Path file =
                Files.writeString(folder.resolve("carillon.json"), "{\"carillon.http\":\n{\"port\":1e99999999999}}");

        assertThatThrownBy(() -> ConfigFile.read(file, NAME, Source.FILE))
                .isInstanceOfSatisfying(SettingsException.class, refusal -> assertThat(refusal.text())
                        .startsWith(NAME + ":2: carillon.http.port has an exponent"));
    }

    @Test
    void a_file_that_is_cut_off_is_refused_with_its_last_line_in_plain_words() throws Exception {
        for (String cut : List.of(
                "{\n\"carillon.http\": {", "{\n\"carillon.http\": {\"port\": \"80", "{\n\"a.b\": {\"x\": [1,")) {
            Path file = Files.writeString(folder.resolve("carillon.json"), cut);

            assertThatThrownBy(() -> ConfigFile.read(file, NAME, Source.FILE))
                    .isInstanceOfSatisfying(SettingsException.class, refusal -> assertThat(refusal.text())
                            .as(cut)
                            .isEqualTo(NAME
                                    + ":2: is not JSON: it ends before what was opened is closed; was it cut off?"));
        }
    }

    /** A file holds bytes, and no half of a character becomes any. */
    private static String wellFormed(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
