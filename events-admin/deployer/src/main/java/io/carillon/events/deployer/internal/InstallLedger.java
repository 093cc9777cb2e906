// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.Properties;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers which content each installed plugin has, across restarts.
 *
 * <p>Never trusted alone: an entry counts only while the framework's own time of last change is the recorded one, so that
 * a host killed between installing and recording installs once more instead of running something unknown. A ledger that
 * cannot be read is an empty one.
 *
 * <p>Threads: safe for concurrent use.
 */
final class InstallLedger {

    private static final Logger LOG = LoggerFactory.getLogger(InstallLedger.class);
    private static final String INSTALLED = ".installed";

    private final Path file;
    private final Properties entries = new Properties();

    InstallLedger(Path file) {
        this.file = file;
        if (Files.exists(file)) {
            try (Reader in = Files.newBufferedReader(file)) {
                entries.load(in);
            } catch (IOException | IllegalArgumentException e) {
                LOG.warn("Cannot read {}; plugins are installed once more", file, e);
                entries.clear();
            }
        }
    }

    /** SHA-256 of what the bundle holds, if that is known for sure. */
    synchronized Optional<String> sha256(String id, Bundle bundle) {
        String entry = entries.getProperty(id + INSTALLED, "");
        String mark = " " + bundle.getBundleId() + " " + bundle.getLastModified();
        return entry.endsWith(mark) ? Optional.of(entry.substring(0, entry.indexOf(' '))) : Optional.empty();
    }

    synchronized void installed(String id, Bundle bundle, String sha256) {
        put(id + INSTALLED, sha256 + " " + bundle.getBundleId() + " " + bundle.getLastModified());
    }

    synchronized void removed(String id) {
        entries.remove(id + INSTALLED);
        store();
    }

    private void put(String key, String value) {
        if (!value.equals(entries.put(key, value))) {
            store();
        }
    }

    private void store() {
        Path next = file.resolveSibling(file.getFileName() + ".tmp");
        try {
            try (Writer out = Files.newBufferedWriter(next, StandardCharsets.UTF_8)) {
                entries.store(out, null);
            }
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.warn("Cannot write {}; after a restart plugins are installed once more", file, e);
        }
    }
}
