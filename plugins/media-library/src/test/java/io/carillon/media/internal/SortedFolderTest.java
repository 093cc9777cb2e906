// SPDX-License-Identifier: Apache-2.0
package io.carillon.media.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class SortedFolderTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {1, 9, 10, 11, 100})
    void gives_every_entry_once_and_in_order_whatever_the_window(int window) throws IOException {
        List<Path> all = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            all.add(Files.createFile(folder.resolve("file " + i)));
        }
        SortedFolder sorted = new SortedFolder(folder, window, Files::newDirectoryStream);

        List<SortedFolder.Entry> found = new ArrayList<>();
        for (SortedFolder.Entry entry = sorted.next(); entry != null; entry = sorted.next()) {
            found.add(entry);
        }

        assertThat(found).extracting(SortedFolder.Entry::path).containsExactlyInAnyOrderElementsOf(all);
        assertThat(found).extracting(SortedFolder.Entry::hash).isSorted().doesNotHaveDuplicates();
    }
}
