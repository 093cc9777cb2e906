// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class FolderGuardTest {

    @TempDir
    Path root;

    private Path folder(String rights) throws IOException {
        Path folder = Files.createDirectory(root.resolve(rights));
        return Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(rights));
    }

    @Test
    void what_an_ordinary_unpack_makes_is_fine() throws IOException {
        assertThat(FolderGuard.trouble(folder("rwxr-xr-x"), root)).isEmpty();
        assertThat(FolderGuard.trouble(folder("rwx------"), root)).isEmpty();
    }

    @Test
    void everyone_may_not_write() throws IOException {
        assertThat(FolderGuard.trouble(folder("rwxrwxrwx"), root))
                .get()
                .asString()
                .contains("chmod 755");
        assertThat(FolderGuard.trouble(folder("rwx----w-"), root)).isPresent();
    }

    @Test
    void a_group_may_write_only_if_it_is_the_owners_own() throws IOException {
        Path folder = folder("rwxrwxr-x");
        String owner = Files.getOwner(folder).getName();
        String group = Files.getAttribute(folder, "posix:group").toString();

        assertThat(FolderGuard.trouble(folder, root).isEmpty()).isEqualTo(owner.equals(group));
    }

    @Test
    void a_link_is_refused_with_the_path_to_set() throws IOException {
        Path real = folder("rwxr-xr-x");
        Path link = Files.createSymbolicLink(root.resolve("link"), real);

        assertThat(FolderGuard.trouble(link, root))
                .get()
                .asString()
                .contains("CARILLON_PLUGINS")
                .contains(real.toString());
    }

    @Test
    void a_missing_folder_and_a_file_are_told_apart() throws IOException {
        assertThat(FolderGuard.trouble(root.resolve("nowhere"), root))
                .get()
                .asString()
                .contains("is not there");
        assertThat(FolderGuard.trouble(Files.createFile(root.resolve("file")), root))
                .get()
                .asString()
                .contains("not a directory");
    }
}
