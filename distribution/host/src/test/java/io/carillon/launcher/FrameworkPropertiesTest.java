// SPDX-License-Identifier: Apache-2.0
package io.carillon.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class FrameworkPropertiesTest {

    @TempDir
    Path home;

    private Map<String, String> properties(String... options) {
        return FrameworkProperties.of(
                Directories.of(Map.of("CARILLON_HOME", home.toString())), RunOptions.parse(List.of(options)), "1", 5);
    }

    @Test
    void options_become_properties_that_bundles_read() {
        assertThat(properties("--safe-mode", "--set", "http.port=1"))
                .containsEntry("carillon.safeMode", "true")
                .containsEntry("carillon.set.http.port", "1")
                .containsEntry("carillon.console", "false");
        assertThat(properties()).containsEntry("carillon.safeMode", "false");
    }
}
