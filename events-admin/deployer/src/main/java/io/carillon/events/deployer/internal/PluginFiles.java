// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The jars of the plugins folder over time. A file counts, and counts as gone, when it has been so for the settle time. One
 * that may have got another name is not gone before it is known what is under that name.
 *
 * <p>Threads: one thread looks; {@link #forget} may be called from any.
 */
final class PluginFiles {

    /** The most files that are looked at. */
    static final int MAX_FILES = 1_000;

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
    private static final Duration PENDING = Duration.ofMillis(20);
    private static final Duration RETRY = Duration.ofSeconds(5);

    /** A file this old at the first look was settled before the host started. */
    private static final Duration LONG_SETTLED = Duration.ofSeconds(5);

    private final Path folder;
    private final Duration settle;
    private final Clock clock;
    private final IntakeDesk desk;
    private final Consumer<FileReport> refused;
    private final Map<String, Seen> files = new TreeMap<>();
    private final Set<String> forgotten = ConcurrentHashMap.newKeySet();
    private boolean first = true;

    /** What is known of one name. */
    private static final class Seen {
        private @Nullable FileStamp stamp;
        /** Its last state before it was gone. */
        private @Nullable FileStamp left;

        private long sinceNanos;
        private boolean settled;
        private @Nullable Intake intake;
        private @Nullable PluginJar lastGood;
        private Instant decided;
        private IntakeDesk.@Nullable Pending pending;

        /** @param found when the file was seen first */
        private Seen(Instant found) {
            this.decided = found;
        }
    }

    /** @param refused is told of each file that is newly refused */
    PluginFiles(FolderSettings settings, Clock clock, IntakeDesk desk, Consumer<FileReport> refused) {
        this.folder = settings.folder();
        this.settle = settings.settle();
        this.clock = clock;
        this.desk = desk;
        this.refused = refused;
    }

    /** Has a file decided about once more, though it did not change. */
    void forget(String file) {
        forgotten.add(file);
    }

    /**
     * Looks at the folder.
     *
     * @throws IOException if it cannot be listed, or holds more than {@value #MAX_FILES} jars; nothing changed then
     */
    void look() throws IOException, InterruptedException {
        Map<String, FileStamp> found = list();
        long now = System.nanoTime();
        for (Map.Entry<String, FileStamp> entry : found.entrySet()) {
            see(entry.getKey(), entry.getValue(), now);
        }
        for (Iterator<Map.Entry<String, Seen>> all = files.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<String, Seen> entry = all.next();
            if (!found.containsKey(entry.getKey())) {
                note(entry.getValue(), null, now);
                if (isSettled(entry.getValue(), now) && !mayBeRenamed(entry.getValue())) {
                    all.remove();
                }
            }
        }
        first = false;
    }

    private Map<String, FileStamp> list() throws IOException {
        Map<String, FileStamp> found = new TreeMap<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, JarIntake::concerns)) {
            for (Path path : entries) {
                if (found.size() == MAX_FILES) {
                    throw new IOException("it holds more than " + MAX_FILES + " jars; take away what is not used");
                }
                stamp(path).ifPresent(stamp -> found.put(path.getFileName().toString(), stamp));
            }
        } catch (java.nio.file.DirectoryIteratorException e) {
            throw e.getCause();
        }
        return found;
    }

    private static Optional<FileStamp> stamp(Path path) throws IOException {
        try {
            return Optional.of(FileStamp.of(path));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private void see(String file, FileStamp stamp, long now) throws InterruptedException {
        Seen seen = files.computeIfAbsent(file, unknown -> new Seen(clock.instant()));
        note(seen, stamp, now);
        boolean old = first && stamp.changed().isBefore(clock.instant().minus(LONG_SETTLED));
        boolean retry = seen.intake instanceof Intake.Refused last
                && last.temporary()
                && clock.instant().isAfter(seen.decided.plus(RETRY));
        if (forgotten.remove(file) || retry) {
            seen.settled = false;
        }
        if (seen.pending == null && !seen.settled && (old || isSettled(seen, now))) {
            seen.pending = desk.take(file, stamp);
        }
        IntakeDesk.Pending pending = seen.pending;
        if (pending != null && pending.done()) {
            seen.pending = null;
            Optional<Intake> decision = pending.stamp().equals(seen.stamp) ? pending.answer() : Optional.empty();
            if (decision.isPresent()) {
                decide(file, seen, decision.get());
            } else {
                seen.sinceNanos = System.nanoTime();
            }
        }
    }

    private void decide(String file, Seen seen, Intake decision) {
        boolean news = !decision.equals(seen.intake);
        seen.settled = true;
        seen.intake = decision;
        seen.decided = clock.instant();
        if (decision instanceof Intake.Accepted accepted) {
            seen.lastGood = accepted.jar();
        }
        if (news && decision instanceof Intake.Refused) {
            refused.accept(report(file, seen));
        }
    }

    private static void note(Seen seen, @Nullable FileStamp stamp, long now) {
        boolean same = stamp == null ? seen.stamp == null && seen.sinceNanos != 0 : stamp.equals(seen.stamp);
        if (!same) {
            seen.left = seen.stamp;
            seen.stamp = stamp;
            seen.sinceNanos = now;
            seen.settled = false;
        }
    }

    /** Whether a file that is not decided about yet may be the one that was there. */
    private boolean mayBeRenamed(Seen gone) {
        FileStamp left = gone.left;
        return left != null
                && files.values().stream()
                        .anyMatch(other -> other.stamp != null && !other.settled && other.stamp.mayBe(left));
    }

    private boolean isSettled(Seen seen, long now) {
        return now - seen.sinceNanos >= settle.toNanos();
    }

    /** All files that are there or have only just gone, in ascending order of names. */
    List<FileReport> reports() {
        List<FileReport> reports = new ArrayList<>();
        files.forEach((file, seen) -> reports.add(report(file, seen)));
        return List.copyOf(reports);
    }

    private static FileReport report(String file, Seen seen) {
        return new FileReport(file, seen.intake, seen.lastGood, seen.decided);
    }

    /** Whether a decision about some file is under way. */
    boolean deciding() {
        return files.values().stream().anyMatch(seen -> seen.pending != null);
    }

    /** How long nothing can happen that the file system does not report. */
    Duration untilNextLook() {
        long now = System.nanoTime();
        Duration next = LOOK_AGAIN;
        for (Seen seen : files.values()) {
            if (seen.pending != null) {
                next = PENDING.compareTo(next) < 0 ? PENDING : next;
            } else if (!seen.settled && !(seen.stamp == null && isSettled(seen, now))) { // then the other name decides
                Duration left = settle.minusNanos(now - seen.sinceNanos).plusMillis(1);
                next = left.compareTo(next) < 0 ? left : next;
            }
        }
        return next.isNegative() ? Duration.ofMillis(1) : next;
    }
}
