// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import io.carillon.events.Severity;
import io.carillon.events.admin.PluginStatus.Why;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells log and bus what happens to one plugin. */
final class PluginNews {

    private static final Logger LOG = LoggerFactory.getLogger(Plugin.class);

    private final String id;
    private final PluginEvents events;
    private volatile @Nullable String actor;

    PluginNews(String id, PluginEvents events) {
        this.id = id;
        this.events = events;
    }

    /** Names who asked for what is going to happen. */
    synchronized void actor(String by) {
        actor = by;
    }

    @Nullable
    String actor() {
        return actor;
    }

    /** What this one asked for is done; who asked for something since is kept. */
    synchronized void done(@Nullable String by) {
        if (Objects.equals(actor, by)) {
            actor = null;
        }
    }

    void installed(Bundle bundle, PluginJar jar) {
        publish("installed", Severity.INFO, version(bundle), facts(bundle, jar));
    }

    void started(Bundle bundle, @Nullable PluginJar jar, Duration took) {
        LOG.info("Plugin {} {} is active after {} ms", id, version(bundle), took.toMillis());
        Map<String, Object> facts = facts(bundle, jar);
        facts.put("startMs", took.toMillis());
        publish("started", Severity.INFO, version(bundle), facts);
    }

    void stopped(Bundle bundle, @Nullable PluginJar jar) {
        Map<String, Object> facts = facts(bundle, jar);
        facts.put("drained", false);
        facts.put("drainMs", 0);
        publish("stopped", Severity.INFO, version(bundle), facts);
    }

    /** @param paused from the beginning of the stop to the end of the start */
    void updated(Bundle bundle, PluginJar before, PluginJar jar, Duration paused) {
        LOG.info("Plugin {} updated from {} to {} in {} ms", id, before.version(), jar.version(), paused.toMillis());
        Map<String, Object> facts = facts(bundle, jar);
        facts.put("fromVersion", before.version().toString());
        facts.put("toVersion", jar.version().toString());
        facts.put("pausedMs", paused.toMillis());
        publish("updated", Severity.INFO, version(bundle), facts);
    }

    void removed(Bundle bundle, @Nullable PluginJar jar) {
        LOG.info("Plugin {} {} removed", id, version(bundle));
        publish("uninstalled", Severity.INFO, version(bundle), facts(bundle, jar));
    }

    /** @param phase {@code resolve}, {@code start} or {@code stop} */
    void failed(@Nullable Bundle bundle, PluginJar jar, String phase, @Nullable PluginFailure thrown, Why why) {
        LOG.warn("Plugin {} failed in phase {}: {}", jar, phase, why.problem(), thrown == null ? null : thrown.trace());
        Map<String, Object> facts = facts(bundle, jar);
        facts.put("phase", phase);
        facts.put("message", why.problem());
        if (thrown != null) {
            facts.put("errorClass", thrown.errorClass());
        }
        publish("failed", Severity.ERROR, jar.version().toString(), facts);
    }

    private void publish(String what, Severity severity, String version, Map<String, Object> facts) {
        events.publish(what, severity, id, version, actor, facts);
    }

    private static String version(Bundle bundle) {
        return bundle.getVersion().toString();
    }

    private static Map<String, Object> facts(@Nullable Bundle bundle, @Nullable PluginJar jar) {
        Map<String, Object> facts = new TreeMap<>();
        if (jar != null) {
            facts.put("sha256", jar.sha256());
        }
        if (bundle != null) {
            facts.put("bundleId", bundle.getBundleId());
        }
        return facts;
    }
}
