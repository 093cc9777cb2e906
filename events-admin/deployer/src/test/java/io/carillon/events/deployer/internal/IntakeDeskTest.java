// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class IntakeDeskTest {

    @TempDir
    Path root;

    /** How often is looked while a decision is under way. */
    private static final Duration PENDING = Duration.ofMillis(20);

    @Test
    void a_file_that_takes_long_holds_up_no_other_and_what_changed_meanwhile_does_not_count() throws Exception {
        CountDownLatch slow = new CountDownLatch(1);
        Path folder = Files.createDirectories(root.resolve("plugins"));
        FolderSettings settings = settings(folder);
        JarIntake intake = new JarIntake(folder, new JarVault(settings.copies()), 1 << 20, id -> blocks(id, slow));
        TestJar.bundle("com.example.slow", "1.0.0").copyTo(folder.resolve("a.jar"));
        TestJar.bundle("com.example.quick", "1.0.0").copyTo(folder.resolve("b.jar"));
        try (IntakeDesk desk = new IntakeDesk(intake)) {
            Instant start = Instant.now();
            PluginFiles files = new PluginFiles(settings, Clock.systemUTC(), desk, refused -> {});

            files.look();
            assertThat(files.reports()).hasSize(2).allSatisfy(report -> assertThat(report.since())
                    .isBetween(start, Instant.now()));
            Awaitility.await().until(() -> {
                files.look();
                return version(files, "b.jar").isPresent();
            });
            assertThat(version(files, "a.jar")).isEmpty();
            assertThat(files.deciding()).isTrue();
            assertThat(files.untilNextLook()).isLessThan(Duration.ofMillis(50));

            TestJar.bundle("com.example.slow", "2.0.0").copyTo(folder.resolve("a.jar"));
            files.look();
            slow.countDown();
            Awaitility.await().until(() -> {
                files.look();
                assertThat(version(files, "a.jar")).isNotEqualTo(Optional.of("1.0.0"));
                return version(files, "a.jar").equals(Optional.of("2.0.0"));
            });
            assertThat(files.deciding()).isFalse();
        }
    }

    @Test
    void a_renamed_file_is_not_gone_before_it_is_known_what_is_under_the_new_name() throws Exception {
        CountDownLatch slow = new CountDownLatch(1);
        AtomicBoolean renamed = new AtomicBoolean();
        Path folder = Files.createDirectories(root.resolve("plugins"));
        FolderSettings settings = settings(folder);
        JarIntake intake = new JarIntake(
                folder, new JarVault(settings.copies()), 1 << 20, id -> renamed.get() && blocks(id, slow));
        TestJar.bundle("com.example.slow", "1.0.0").copyTo(folder.resolve("a.jar"));
        TestJar.bundle("com.example.slow.neighbour", "1.0.0").copyTo(folder.resolve("b.jar"));
        try (IntakeDesk desk = new IntakeDesk(intake)) {
            PluginFiles files = new PluginFiles(settings, Clock.systemUTC(), desk, refused -> {});
            Awaitility.await().until(() -> {
                files.look();
                return version(files, "a.jar").isPresent()
                        && version(files, "b.jar").isPresent();
            });

            renamed.set(true);
            Files.move(folder.resolve("a.jar"), folder.resolve("renamed.jar"));
            Files.delete(folder.resolve("b.jar"));
            Awaitility.await().until(() -> {
                files.look();
                return files.deciding() && version(files, "b.jar").isEmpty();
            });
            assertThat(version(files, "a.jar")).isPresent();
            assertThat(files.untilNextLook())
                    .as("no more often than the decision asks for")
                    .isEqualTo(PENDING);

            slow.countDown();
            Awaitility.await().until(() -> {
                files.look();
                assertThat(version(files, "a.jar").or(() -> version(files, "renamed.jar")))
                        .isPresent();
                return version(files, "a.jar").isEmpty();
            });
        }
    }

    private FolderSettings settings(Path folder) {
        return new FolderSettings(
                folder,
                root.resolve("copies"),
                Duration.ofMillis(50),
                1 << 20,
                false,
                new Patience(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1)),
                LeakChecks.every(false),
                new CrashLimits(0, Duration.ofSeconds(1), false));
    }

    private static boolean blocks(String id, CountDownLatch slow) {
        if (id.equals("com.example.slow")) {
            try {
                slow.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return false;
    }

    private static Optional<String> version(PluginFiles files, String file) {
        return files.reports().stream()
                .filter(report -> report.file().equals(file) && report.intake() instanceof Intake.Accepted)
                .map(report -> report.version().toString())
                .findFirst();
    }
}
