// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which jars of one plugin failed to start in place of one that ran, and which that was. Remembered across restarts, and
 * forgotten when no file holds the failed content any more.
 */
final class Comeback {

    private static final Logger LOG = LoggerFactory.getLogger(Comeback.class);

    private final String id;
    private final JarVault vault;
    private final InstallLedger ledger;
    private @Nullable Fallback fallback;
    private @Nullable PluginJar good;

    Comeback(String id, JarVault vault, InstallLedger ledger) {
        this.id = id;
        this.vault = vault;
        this.ledger = ledger;
        this.fallback = ledger.fallback(id).orElse(null);
    }

    /** Takes note that one jar failed to start in place of another, which is to come back. */
    void failed(PluginJar jar, PluginJar before, String reason) {
        Fallback now = fallback;
        good = before;
        remember(
                now != null && now.good().equals(before.sha256())
                        ? now.with(jar.sha256(), reason)
                        : new Fallback(before.sha256(), Map.of(jar.sha256(), reason)));
    }

    /** Why a jar is not tried again; empty when it may run. */
    Optional<String> failure(PluginJar jar) {
        return Optional.ofNullable(fallback).map(now -> now.failed().get(jar.sha256()));
    }

    /** The jars of the folder, with what came back when one of them failed; best first. */
    List<PluginJar> candidates(List<PluginJar> jars) {
        Fallback now = fallback;
        if (now == null) {
            return jars;
        }
        Set<String> held = jars.stream().map(PluginJar::sha256).collect(Collectors.toSet());
        Map<String, String> failed = new TreeMap<>(now.failed());
        failed.keySet().retainAll(held);
        if (failed.size() < now.failed().size()) {
            remember(failed.isEmpty() ? null : new Fallback(now.good(), failed));
        }
        return failed.isEmpty() || held.contains(now.good()) ? jars : withGood(jars, now.good());
    }

    private List<PluginJar> withGood(List<PluginJar> jars, String sha256) {
        PluginJar kept = good;
        if (kept == null || !kept.sha256().equals(sha256)) {
            try {
                kept = kept(sha256, jars.get(0).file());
            } catch (IOException | JarRefusedException e) {
                LOG.warn("Plugin {} cannot go back to {}: its copy cannot be read", id, sha256, e);
                remember(null);
                return jars;
            }
        }
        good = kept;
        List<PluginJar> all = new ArrayList<>(jars);
        all.add(kept);
        return List.copyOf(all);
    }

    private PluginJar kept(String sha256, String file) throws IOException, JarRefusedException {
        Path copy = vault.path(sha256);
        JarManifest manifest = JarInspection.manifestOf(copy);
        return new PluginJar(file, Instant.EPOCH, copy, sha256, id, manifest.version(), manifest.name(id));
    }

    /** Forgets everything. */
    void forget() {
        if (fallback != null) {
            remember(null);
        }
    }

    private void remember(@Nullable Fallback now) {
        fallback = now;
        ledger.fallback(id, now);
    }
}
