// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.plugin.GoodActivator;
import io.carillon.events.admin.PluginStatus.Why;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class JarIntakeTest {

    private static final long MAX = 4 << 20;

    @TempDir
    Path root;

    private Path folder;
    private Path copies;
    private JarIntake intake;

    @BeforeEach
    void prepare() throws IOException {
        folder = Files.createDirectory(root.resolve("plugins"));
        copies = root.resolve("work/copies");
        intake = new JarIntake(folder, new JarVault(copies), MAX, Set.of("io.carillon.core-events")::contains);
    }

    private static TestJar good() {
        return TestJar.bundle("com.example.hello", "1.2.0").activator(GoodActivator.class);
    }

    private Intake take(String file) throws IOException {
        return intake.take(file, FileStamp.of(folder.resolve(file))).orElseThrow();
    }

    private Intake.Refused refused(TestJar jar) throws IOException {
        jar.copyTo(folder.resolve("x.jar"));
        return refusedFile();
    }

    private Intake.Refused refusedFile() throws IOException {
        Intake.Refused refused = (Intake.Refused) take("x.jar");
        try (Stream<Path> left = Files.list(copies)) {
            assertThat(left).as("nothing is kept of a refused jar").isEmpty();
        }
        assertThat(refused.reasons()).hasSize(1);
        assertThat(refused.reasons().get(0).hint()).isNotBlank();
        return refused;
    }

    private static String problem(Intake.Refused refused) {
        return refused.reasons().get(0).problem();
    }

    private static String hint(Intake.Refused refused) {
        return refused.reasons().get(0).hint();
    }

    @Test
    void a_good_jar_is_copied_to_a_private_directory_under_its_hash() throws IOException {
        good().header("Bundle-Name", "Hello").copyTo(folder.resolve("x.jar"));

        PluginJar jar = ((Intake.Accepted) take("x.jar")).jar();

        assertThat(jar.id()).isEqualTo("com.example.hello");
        assertThat(jar.version()).hasToString("1.2.0");
        assertThat(jar.name()).isEqualTo("Hello");
        assertThat(jar.copy())
                .isEqualTo(copies.resolve(jar.sha256() + ".jar"))
                .hasSameBinaryContentAs(folder.resolve("x.jar"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copies)))
                .isEqualTo("rwx------");
        try (Stream<Path> kept = Files.list(copies)) {
            assertThat(kept).hasSize(1);
        }
    }

    @Test
    void a_jar_without_symbolic_name_is_no_plugin_and_is_known_by_its_file() throws IOException {
        Intake.Refused refused = refused(TestJar.plain().entry("a.txt", new byte[] {1}));

        assertThat(refused.id()).isEqualTo("x.jar");
        assertThat(problem(refused)).contains("Bundle-SymbolicName");
        assertThat(hint(refused)).contains("carillon-plugin-parent");
    }

    @Test
    void headers_that_would_not_count_are_refused() throws IOException {
        assertThat(problem(refused(TestJar.plain().header("Bundle-SymbolicName", "a.b"))))
                .contains("Bundle-ManifestVersion: 2");
        assertThat(problem(refused(TestJar.bundle("../../etc", "1")))).contains("is not a symbolic name");
        assertThat(problem(refused(TestJar.bundle("a".repeat(201), "1")))).contains("is not a symbolic name");
        assertThat(problem(refused(TestJar.bundle("a.b", "one")))).contains("\"one\" is not a version");
    }

    @Test
    void directives_of_the_symbolic_name_do_not_belong_to_the_id() throws IOException {
        TestJar.bundle("com.example.x;singleton:=true", "1").copyTo(folder.resolve("x.jar"));

        assertThat(((Intake.Accepted) take("x.jar")).jar().id()).isEqualTo("com.example.x");
    }

    @Test
    void an_empty_file_says_so() throws IOException {
        Files.createFile(folder.resolve("x.jar"));

        assertThat(problem(refusedFile())).isEqualTo("it is empty (0 bytes)");
    }

    @Test
    void what_is_no_zip_says_so() throws IOException {
        Files.writeString(folder.resolve("x.jar"), "<html>404 not found</html>".repeat(10));

        assertThat(problem(refusedFile())).startsWith("it is no complete jar");
        assertThat(hint(refusedFile())).contains("Copy it again", "looked at again when it changes");
    }

    @Test
    void every_truncation_is_noticed() throws IOException {
        byte[] bytes = good().bytes();
        for (int length = 1; length < bytes.length; length += 7) {
            Files.write(folder.resolve("x.jar"), Arrays.copyOf(bytes, length));
            assertThat(problem(refusedFile()))
                    .as("%d of %d bytes", length, bytes.length)
                    .startsWith("it is no complete jar");
        }
    }

    @Test
    void one_changed_byte_of_content_is_noticed() throws IOException {
        byte[] content = "a rather long text that can be found again".getBytes(StandardCharsets.US_ASCII);
        byte[] bytes = good().entry("text.stored", content).bytes();
        int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("a rather");
        bytes[at] ^= 1;
        Files.write(folder.resolve("x.jar"), bytes);

        assertThat(problem(refusedFile())).contains("checksum of text.stored");
    }

    @Test
    void a_hole_of_a_preallocated_file_is_noticed() throws IOException {
        byte[] bytes = good().entry("big.stored", new byte[50_000])
                .entry("z.stored", "end".getBytes(StandardCharsets.UTF_8))
                .bytes();
        byte[] hole = bytes.clone();
        Arrays.fill(hole, 0, 200, (byte) 0);
        Files.write(folder.resolve("x.jar"), hole);

        assertThat(problem(refusedFile())).startsWith("it is no complete jar");
    }

    @Test
    void links_directories_and_pipes_each_say_what_they_are() throws Exception {
        Path real = good().copyTo(root.resolve("real.jar"));
        Files.createSymbolicLink(folder.resolve("x.jar"), real);
        assertThat(problem(refusedFile())).contains("symbolic link");

        Files.delete(folder.resolve("x.jar"));
        Files.createDirectory(folder.resolve("x.jar"));
        assertThat(problem(refusedFile())).contains("directory");

        Files.delete(folder.resolve("x.jar"));
        assertThat(new ProcessBuilder("mkfifo", folder.resolve("x.jar").toString())
                        .start()
                        .waitFor())
                .isZero();
        assertThat(problem(refusedFile())).contains("pipe");
    }

    @Test
    void a_file_that_may_not_be_read_or_copied_is_tried_again() {
        Intake.Refused denied = JarIntake.unreadable("x.jar", new AccessDeniedException("x.jar"));
        Intake.Refused broken = JarIntake.unreadable("x.jar", new IOException("No space left on device"));

        assertThat(hint(denied)).contains("chmod a+r x.jar");
        assertThat(problem(broken)).contains("No space left on device");
        assertThat(denied.temporary()).isTrue();
        assertThat(broken.temporary()).isTrue();
    }

    @Test
    void the_limit_of_size_is_exact() throws IOException {
        byte[] bytes = good().bytes();
        try (RandomAccessFile file =
                new RandomAccessFile(folder.resolve("x.jar").toFile(), "rw")) {
            file.setLength(MAX + 1);
        }
        assertThat(problem(refusedFile())).contains((MAX + 1) + " bytes, more than the " + MAX);

        JarIntake exact = new JarIntake(folder, new JarVault(copies), bytes.length, id -> false);
        Files.write(folder.resolve("x.jar"), bytes);
        assertThat(exact.take("x.jar", FileStamp.of(folder.resolve("x.jar"))))
                .get()
                .isInstanceOf(Intake.Accepted.class);
        JarIntake less = new JarIntake(folder, new JarVault(copies), bytes.length - 1, id -> false);
        assertThat(less.take("x.jar", FileStamp.of(folder.resolve("x.jar"))))
                .get()
                .isInstanceOf(Intake.Refused.class);
    }

    @Test
    void a_bomb_is_refused_without_being_unpacked_whole() throws IOException {
        Intake.Refused refused = refused(good().entry("zeros", new byte[64 << 20]));

        assertThat(problem(refused)).contains("100 times its size");
        byte[] nested = TestJar.plain().entry("zeros", new byte[64 << 20]).bytes();
        assertThat(problem(refused(good().entry("lib/bomb.jar", nested)))).contains("100 times its size");
    }

    @Test
    void too_many_entries_are_refused_and_the_limit_passes() throws IOException {
        TestJar jar = good();
        for (int count = 2; count < JarInspection.MAX_ENTRIES; count++) {
            jar.entry("e" + count, new byte[0]);
        }
        jar.copyTo(folder.resolve("limit.jar"));
        assertThat(take("limit.jar")).isInstanceOf(Intake.Accepted.class);

        Files.delete(folder.resolve("limit.jar"));
        try (Stream<Path> kept = Files.list(copies)) {
            Files.delete(kept.findFirst().orElseThrow());
        }
        assertThat(problem(refused(jar.entry("one more", new byte[0])))).contains("20001 entries");
    }

    @Test
    void a_huge_manifest_is_refused() throws IOException {
        Intake.Refused refused = refused(good().header("X-Long", "x".repeat(JarManifest.MAX_BYTES)));

        assertThat(problem(refused)).contains("larger than 64 KiB");
    }

    @Test
    void names_that_point_outside_are_refused_and_nothing_is_written_there() throws IOException {
        for (String name :
                new String[] {"../evil.txt", "a/../../evil.txt", "/evil.txt", "a\\\\evil.txt", "C:/evil.txt", "a/.."}) {
            assertThat(problem(refused(good().entry(name, new byte[] {1}))))
                    .as(name)
                    .contains("points outside the jar");
        }
        try (Stream<Path> all = Files.walk(root)) {
            assertThat(all.map(Path::getFileName).map(Path::toString)).noneMatch(name -> name.startsWith("evil"));
        }
    }

    @Test
    void the_same_name_twice_is_refused() throws IOException {
        String text = new String(
                good().entry("one.stored", new byte[9])
                        .entry("two.stored", new byte[9])
                        .bytes(),
                StandardCharsets.ISO_8859_1);
        Files.write(
                folder.resolve("x.jar"),
                text.replace("two.stored", "one.stored").getBytes(StandardCharsets.ISO_8859_1));

        assertThat(problem(refusedFile())).contains("one.stored twice");
    }

    @Test
    void fragments_are_refused_above_all_of_the_framework() throws IOException {
        assertThat(problem(refused(good().header("Fragment-Host", "system.bundle;extension:=framework"))))
                .contains("fragment of system.bundle");
        assertThat(problem(refused(good().header("Fragment-Host", "org.example.host"))))
                .contains("fragment of org.example.host");
    }

    @Test
    void native_code_is_refused() throws IOException {
        assertThat(problem(refused(good().header("Bundle-NativeCode", "lib/a.so;osname=Linux"))))
                .contains("native code");
        assertThat(problem(refused(good().entry("lib/liba.so.1", new byte[] {1}))))
                .contains("native code (lib/liba.so.1)");
        assertThat(problem(refused(good().entry("lib/A.DLL", new byte[] {1})))).contains("native code");
    }

    @Test
    void long_chains_of_dots_end_no_thread() throws IOException {
        assertThat(problem(refused(good().entry("lib/x.so" + ".1".repeat(20_000), new byte[] {1}))))
                .contains("native code");
        assertThat(problem(refused(good().entry("x.so" + ".1".repeat(20_000) + "/", new byte[0])
                        .entry("y.so", new byte[] {1}))))
                .contains("native code");
        assertThat(problem(refused(TestJar.bundle("a" + ".a".repeat(20_000), "1"))))
                .contains("is not a symbolic name");
    }

    @Test
    void whatever_goes_wrong_with_one_file_is_the_refusal_of_that_file() throws IOException {
        good().copyTo(folder.resolve("x.jar"));
        intake = new JarIntake(folder, new JarVault(copies), MAX, id -> {
            throw new IllegalStateException("no host");
        });
        assertThat(problem(refusedFile())).contains("IllegalStateException: no host");
        intake = new JarIntake(folder, new JarVault(copies), MAX, id -> {
            throw new StackOverflowError();
        });
        assertThat(problem(refusedFile())).contains("StackOverflowError");
    }

    @Test
    void packages_of_java_and_of_the_host_are_not_to_be_exported() throws IOException {
        assertThat(problem(refused(good().header("Export-Package", "com.example.a,java.util;version=1"))))
                .contains("exports java.util");
        assertThat(problem(refused(good().header("Export-Package", "io.carillon.events;version=\"1.0,0\""))))
                .contains("exports io.carillon.events, which belongs to the host");
        assertThat(problem(refused(good().header("Export-Package", "a;io.carillon.events.store"))))
                .contains("io.carillon.events.store");
        good().header("Export-Package", "io.carillon.eventsmore,javax.mail").copyTo(folder.resolve("x.jar"));
        assertThat(take("x.jar")).isInstanceOf(Intake.Accepted.class);
    }

    @Test
    void the_api_is_not_to_be_embedded_not_even_in_a_jar_inside() throws IOException {
        assertThat(problem(refused(good().type(io.carillon.events.EventBus.class))))
                .contains("embeds the API");
        byte[] api = TestJar.plain().type(io.carillon.events.admin.Role.class).bytes();
        Intake.Refused nested = refused(good().entry("lib/api.jar", api));
        assertThat(problem(nested)).contains("lib/api.jar!/io/carillon/events/admin/Role.class");
        assertThat(hint(nested)).contains("provided");
    }

    @Test
    void the_names_of_host_bundles_are_taken() throws IOException {
        Intake.Refused refused = refused(TestJar.bundle("io.carillon.core-events", "99.0.0"));

        assertThat(refused.id()).isEqualTo("io.carillon.core-events");
        assertThat(problem(refused)).contains("a bundle of the host");
    }

    @Test
    void a_disabled_jar_is_known_by_its_id_even_when_it_is_broken() throws IOException {
        good().copyTo(folder.resolve("x.jar.disabled"));
        Files.writeString(folder.resolve("y.jar.disabled"), "junk");

        assertThat(take("x.jar.disabled"))
                .isEqualTo(new Intake.Disabled("com.example.hello", "1.2.0", "com.example.hello"));
        assertThat(take("y.jar.disabled")).isEqualTo(new Intake.Disabled("y.jar", "", "y.jar"));
    }

    @Test
    void a_file_that_changes_while_it_is_copied_is_not_decided_about() throws IOException {
        good().copyTo(folder.resolve("x.jar"));
        FileStamp before = FileStamp.of(folder.resolve("x.jar"));
        good().entry("more", new byte[10]).copyTo(folder.resolve("x.jar"));

        assertThat(intake.take("x.jar", before)).isEmpty();
        assertThat(intake.take("gone.jar", before)).isEmpty();
    }

    @Test
    void names_that_do_not_concern_the_deployer_are_left_alone() {
        assertThat(Stream.of("a.jar", "a.jar.disabled", "ü 日本.jar").map(folder::resolve))
                .allMatch(JarIntake::concerns);
        assertThat(Stream.of("a.zip", ".a.jar", "a.jar.part", "jar", "README.md", ".x.jar.Ab12")
                        .map(folder::resolve))
                .noneMatch(JarIntake::concerns);
    }

    @Test
    void every_reason_says_what_to_do() {
        Why why = JarIntake.unreadable("x.jar", new IOException("x")).reasons().get(0);

        assertThat(why.hint()).contains("tried again by itself");
    }
}
