// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carillon.events.admin.PluginStatus;
import io.carillon.events.admin.PluginsAdmin;
import io.carillon.events.admin.Scope;
import io.carillon.events.http.internal.problem.Problem;
import io.carillon.events.http.internal.problem.ProblemCode;
import io.carillon.events.http.internal.route.Answer;
import io.carillon.events.http.internal.route.Call;
import io.carillon.events.http.internal.route.Operation;
import io.carillon.events.http.internal.route.Route;
import java.util.List;
import java.util.Locale;

/** Shows plugins, with the reasons of those that do not run. */
final class PluginResource {

    private final Host host;

    PluginResource(Host host) {
        this.host = host;
    }

    List<Route> routes() {
        return List.of(
                Route.of("GET", "/api/v1/plugins", Scope.PLUGINS_READ, this::list)
                        .described(Operation.named("listPlugins", "plugins", "Plugins with their states")
                                .answers(200, "application/json", "PluginList")
                                .problems(ProblemCode.UNAVAILABLE)),
                Route.of("GET", "/api/v1/plugins/{id}", Scope.PLUGINS_READ, this::get)
                        .described(Operation.named("getPlugin", "plugins", "One plugin, and why it does not run")
                                .variable("id", "Bundle-SymbolicName")
                                .answers(200, "application/json", "Plugin")
                                .problems(ProblemCode.NOT_FOUND, ProblemCode.UNAVAILABLE)));
    }

    /** {@code GET /api/v1/plugins}. */
    Answer list(Call call) {
        ObjectNode body = Answer.object();
        ArrayNode items = body.putArray("items");
        host.get(PluginsAdmin.class).list().forEach(plugin -> fill(items.addObject(), plugin));
        return Answer.json(200, body);
    }

    /** {@code GET /api/v1/plugins/{id}}. */
    Answer get(Call call) {
        PluginStatus plugin = host.get(PluginsAdmin.class)
                .get(call.variable("id"))
                .orElseThrow(() -> Problem.of(ProblemCode.NOT_FOUND, "there is no plugin of this id")
                        .toException());
        return Answer.json(200, fill(Answer.object(), plugin));
    }

    private static ObjectNode fill(ObjectNode node, PluginStatus plugin) {
        node.put("id", plugin.id())
                .put("name", plugin.name())
                .put("version", plugin.version())
                .put("state", plugin.state().name().toLowerCase(Locale.ROOT))
                .put("since", plugin.since().toString())
                .put("jar", plugin.jar());
        if (!plugin.sha256().isEmpty()) {
            node.put("sha256", plugin.sha256());
        }
        ArrayNode reasons = node.putArray("why");
        for (PluginStatus.Why why : plugin.why()) {
            ObjectNode reason = reasons.addObject().put("problem", why.problem());
            if (why.requirement() != null) {
                reason.put("requirement", why.requirement());
            }
            if (why.offered() != null) {
                reason.put("offered", why.offered());
            }
            reason.put("hint", why.hint());
        }
        return node;
    }
}
