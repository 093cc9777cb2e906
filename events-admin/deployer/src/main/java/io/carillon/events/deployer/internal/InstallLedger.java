// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers across restarts which content each installed plugin has, which content is quarantined, and which failed to
 * start and what came back instead.
 *
 * <p>What is installed is never trusted alone: an entry counts only while the framework's own time of last change is the
 * recorded one, so that a host killed between installing and recording installs once more instead of running something
 * unknown. A ledger that cannot be read is an empty one.
 *
 * <p>Threads: safe for concurrent use.
 */
final class InstallLedger {

    private static final Logger LOG = LoggerFactory.getLogger(InstallLedger.class);
    private static final String INSTALLED = ".installed";
    private static final String QUARANTINED = ".quarantined";
    private static final String GOOD = ".good";
    private static final String FAILED = ".failed.";
    private static final Pattern KEY =
            Pattern.compile("(.+?)(\\.installed|\\.quarantined|\\.good|\\.failed\\.[0-9a-f]{64})");

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

    /** The plugin has no bundle any more. */
    synchronized void uninstalled(String id) {
        removeAll((id + INSTALLED)::equals);
    }

    /** Forgets all about a plugin. */
    synchronized void removed(String id) {
        removeAll(key -> id.equals(idOf(key)));
    }

    /** Forgets all about every plugin but these. */
    synchronized void retain(Set<String> ids) {
        removeAll(key -> !ids.contains(idOf(key)));
    }

    synchronized Optional<Quarantine> quarantine(String id) {
        String entry = entries.getProperty(id + QUARANTINED, "");
        int space = entry.indexOf(' ');
        return space < 0
                ? Optional.empty()
                : Optional.of(new Quarantine(entry.substring(0, space), entry.substring(space + 1)));
    }

    synchronized void quarantined(String id, Quarantine quarantine) {
        put(id + QUARANTINED, quarantine.sha256() + " " + quarantine.reason());
    }

    /** Takes the quarantine of a plugin back. */
    synchronized void released(String id) {
        removeAll((id + QUARANTINED)::equals);
    }

    synchronized Optional<Fallback> fallback(String id) {
        String good = entries.getProperty(id + GOOD);
        Map<String, String> failed = new TreeMap<>();
        for (String key : entries.stringPropertyNames()) {
            if (key.startsWith(id + FAILED) && id.equals(idOf(key))) {
                failed.put(key.substring((id + FAILED).length()), entries.getProperty(key));
            }
        }
        return good == null || failed.isEmpty() ? Optional.empty() : Optional.of(new Fallback(good, failed));
    }

    /** Records what came back instead of what; forgets it when {@code null}. */
    synchronized void fallback(String id, @Nullable Fallback fallback) {
        entries.keySet()
                .removeIf(key -> id.equals(idOf(key.toString()))
                        && (key.equals(id + GOOD) || key.toString().startsWith(id + FAILED)));
        if (fallback != null) {
            entries.put(id + GOOD, fallback.good());
            fallback.failed().forEach((sha256, reason) -> entries.put(id + FAILED + sha256, reason));
        }
        store();
    }

    /** Contents that came back, which no file may hold any more. */
    synchronized Set<String> good() {
        return entries.stringPropertyNames().stream()
                .filter(key -> key.endsWith(GOOD))
                .map(entries::getProperty)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static String idOf(String key) {
        Matcher known = KEY.matcher(key);
        return known.matches() ? known.group(1) : "";
    }

    private void removeAll(Predicate<String> unwanted) {
        if (entries.keySet().removeIf(key -> unwanted.test(key.toString()))) {
            store();
        }
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
