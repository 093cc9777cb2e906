// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.cli.Failure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class DevHostTest {

    @TempDir
    Path home;

    @Test
    void the_process_ends_and_its_folder_goes_whatever_else_fails_at_the_end() throws Exception {
        Path bin = Files.createDirectories(home.resolve("bin"));
        Path host = Files.writeString(bin.resolve("carillon"), "#!/bin/sh\nexec sleep 60\n");
        Files.setPosixFilePermissions(host, PosixFilePermissions.fromString("rwx------"));
        DevHost dev = DevHost.start(Map.of("CARILLON_HOME", home.toString(), "PATH", System.getenv("PATH")), 0, 0);
        Path plugins = dev.plugins();
        assertThat(plugins).isDirectory();
        assertThat(dev.ended()).isEmpty();
        dev.atEnd(() -> {
            throw new Failure(7, "contexts.json cannot be read", "");
        });

        assertThatThrownBy(dev::close).hasMessage("contexts.json cannot be read");

        assertThat(dev.ended()).isPresent();
        assertThat(plugins).doesNotExist();
    }
}
