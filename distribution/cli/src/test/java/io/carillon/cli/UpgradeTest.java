// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.cli.CommandLineRun.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class UpgradeTest {

    @TempDir
    Path home;

    private BundledImage image;

    @BeforeEach
    void unpack() throws Exception {
        image = new BundledImage(home);
    }

    private Outcome check() {
        return image.command().run("upgrade", "--check");
    }

    @Test
    void data_of_this_version_are_fine_and_stay_as_they_are() throws Exception {
        image.append(3);
        byte[] before = Files.readAllBytes(image.store());

        Outcome checked = check();

        assertThat(checked.out())
                .contains("[+] version", "no host runs", "[+] java", "[+] settings", "[+] backup")
                .containsPattern("\\[\\+] store .*events.db has schema version 1, as this version writes it");
        assertThat(Files.readAllBytes(image.store())).isEqualTo(before);
    }

    @Test
    void data_of_a_newer_version_are_a_problem() throws Exception {
        image.append(3);
        image.execute("INSERT INTO carillon_schema (version, checksum, applied) VALUES (7, 'x', 'now')");

        Outcome checked = check();

        assertThat(checked.exit()).as(checked.err()).isEqualTo(Exit.FAILED);
        assertThat(checked.out())
                .contains("[-] store", "schema version 7, this version of Carillon knows versions up to 1");
    }

    @Test
    void settings_that_this_version_does_not_know_are_a_problem() throws Exception {
        Files.writeString(home.resolve("conf/carillon.json"), "{\"carillon.store\":{\"ulr\":\"sqlite:a.db\"}}");

        Outcome checked = check();

        assertThat(checked.exit()).as(checked.err()).isEqualTo(Exit.FAILED);
        assertThat(checked.out()).contains("[-] settings", "ulr", "Did you mean \"url\"?", "[-] store");
    }

    @Test
    void no_log_is_no_problem_and_a_file_that_is_none_is_one() throws Exception {
        assertThat(check().out()).containsPattern("\\[\\+] store .*where the first start makes a log");

        Files.writeString(image.store(), "This is not a database. ".repeat(100));
        assertThat(check().out()).contains("[-] store", "not a database");
    }

    @Test
    void without_check_it_says_what_to_do() {
        Outcome plain = image.command().run("upgrade");

        assertThat(plain.exit()).isEqualTo(Exit.REFUSED);
        assertThat(plain.err()).contains("upgrade --check", "carillon backup");
        assertThat(plain.out()).isEmpty();
    }
}
