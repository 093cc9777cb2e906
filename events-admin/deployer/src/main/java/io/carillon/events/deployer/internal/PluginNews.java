// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import io.carillon.events.Severity;
import io.carillon.events.admin.PluginStatus.Why;
import java.time.Duration;
import java.util.List;
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

    /**
     * Its handlers are to end.
     *
     * @param inFlight calls that run
     */
    void draining(Bundle bundle, @Nullable PluginJar jar, int inFlight, Duration limit) {
        Map<String, Object> facts = facts(bundle, jar);
        facts.put("inFlight", inFlight);
        facts.put("deadlineMs", limit.toMillis());
        publish("draining", Severity.INFO, version(bundle), facts);
    }

    void stopped(Bundle bundle, @Nullable PluginJar jar, PluginHandlers.Drained drained) {
        Map<String, Object> facts = facts(bundle, jar);
        facts.put("drained", drained.complete());
        facts.put("abandoned", drained.abandoned());
        facts.put("drainMs", drained.took().toMillis());
        publish("stopped", Severity.INFO, version(bundle), facts);
    }

    /**
     * A new content runs.
     *
     * @param paused from the beginning of the drain to the end of the start
     * @param backlog events its subscriptions have to catch up with
     */
    void updated(
            Bundle bundle,
            PluginJar before,
            PluginJar jar,
            Duration paused,
            long backlog,
            PluginHandlers.Drained drained) {
        LOG.info("Plugin {} updated from {} to {} in {} ms", id, before.version(), jar.version(), paused.toMillis());
        Map<String, Object> facts = facts(bundle, jar);
        facts.put("fromVersion", before.version().toString());
        facts.put("toVersion", jar.version().toString());
        facts.put("pausedMs", paused.toMillis());
        facts.put("backlogAtResume", backlog);
        facts.put("redelivered", drained.abandoned());
        publish("updated", Severity.INFO, version(bundle), facts);
    }

    /** What ran before runs again, because its successor did not start. */
    void rolledBack(Bundle bundle, PluginJar failed, PluginJar jar, Why why) {
        LOG.warn("Plugin {} went back from {} to {}", id, failed.version(), jar.version());
        Map<String, Object> facts = facts(bundle, jar);
        facts.put("fromVersion", failed.version().toString());
        facts.put("toVersion", jar.version().toString());
        facts.put("reason", why.problem());
        publish("rolled_back", Severity.WARN, version(bundle), facts);
    }

    void quarantined(Bundle bundle, PluginJar jar, String reason) {
        LOG.error("Plugin {} {} is quarantined: {}; plugin:enable takes it back", id, version(bundle), reason);
        Map<String, Object> facts = facts(bundle, jar);
        facts.put("reason", reason);
        publish("quarantined", Severity.ERROR, version(bundle), facts);
    }

    void removed(Bundle bundle, @Nullable PluginJar jar, List<String> dormant) {
        LOG.info("Plugin {} {} removed", id, version(bundle));
        Map<String, Object> facts = facts(bundle, jar);
        facts.put("dormantSubscriptions", dormant);
        publish("uninstalled", Severity.INFO, version(bundle), facts);
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
