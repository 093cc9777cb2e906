// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps on disk how the starts of the host went. A journal that cannot be read says nothing against any plugin. */
final class StartJournal {

    private static final Logger LOG = LoggerFactory.getLogger(StartJournal.class);

    private final Path file;

    StartJournal(Path file) {
        this.file = file;
    }

    /**
     * How one run of the host stands.
     *
     * @param run which run of the host wrote it
     * @param crashes how many runs before it crashed, one after the other
     * @param armed whether it counts as a crash if nothing more is written
     * @param starting plugins whose start has not returned
     * @param reason why it runs without plugins; empty when it does not
     */
    record Entry(String run, int crashes, boolean armed, List<String> starting, String reason) {

        static final Entry NONE = new Entry("", 0, false, List.of(), "");

        Entry {
            starting = List.copyOf(starting);
        }
    }

    Entry read() {
        if (!Files.exists(file)) {
            return Entry.NONE;
        }
        Properties found = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            found.load(in);
            return new Entry(
                    found.getProperty("run", ""),
                    Integer.parseInt(found.getProperty("crashes", "0")),
                    Boolean.parseBoolean(found.getProperty("armed", "false")),
                    found.getProperty("starting", "").lines().toList(),
                    found.getProperty("reason", ""));
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("Cannot read {}; crashes before this start are not counted", file, e);
            return Entry.NONE;
        }
    }

    void write(Entry entry) {
        Properties written = new Properties();
        written.put("run", entry.run());
        written.put("crashes", Integer.toString(entry.crashes()));
        written.put("armed", Boolean.toString(entry.armed()));
        written.put("starting", String.join("\n", entry.starting()));
        written.put("reason", entry.reason());
        Path next = file.resolveSibling(file.getFileName() + ".tmp");
        try {
            try (Writer out = Files.newBufferedWriter(next, StandardCharsets.UTF_8)) {
                written.store(out, null);
            }
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.warn("Cannot write {}; a crash of this run may not be counted", file, e);
        }
    }
}
