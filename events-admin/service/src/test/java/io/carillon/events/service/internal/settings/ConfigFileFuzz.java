// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.settings;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import io.carillon.events.admin.OptionStatus.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assertions;

/** Settings files: read, or refused with the name of the file. */
class ConfigFileFuzz {

    @FuzzTest(maxDuration = "2s")
    void a_file_is_read_or_refused(@NotNull byte[] content) throws IOException {
        Path file = Files.createTempFile("settings", ".json");
        try {
            Files.write(file, content);
            ConfigFile.read(file, "conf/carillon.json", Source.FILE);
        } catch (SettingsException e) {
            Assertions.assertTrue(e.text().startsWith("conf/carillon.json"), e.text());
        } finally {
            Files.delete(file);
        }
    }
}
