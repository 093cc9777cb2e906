// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carillon.events.admin.PluginImpact;
import io.carillon.events.admin.PluginRefusedException;
import io.carillon.events.admin.PluginStatus;
import io.carillon.events.admin.PluginsAdmin;
import io.carillon.events.admin.Scope;
import io.carillon.events.http.internal.problem.Problem;
import io.carillon.events.http.internal.problem.ProblemCode;
import io.carillon.events.http.internal.route.Answer;
import io.carillon.events.http.internal.route.Call;
import io.carillon.events.http.internal.route.Operation;
import io.carillon.events.http.internal.route.PercentCoding;
import io.carillon.events.http.internal.route.Query;
import io.carillon.events.http.internal.route.Route;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Shows and switches plugins. */
final class PluginResource {

    static final String PATH = "/api/v1/plugins";
    static final String ID = "Bundle-SymbolicName";

    private final Host host;

    PluginResource(Host host) {
        this.host = host;
    }

    List<Route> routes() {
        String one = PATH + "/{id}";
        return List.of(
                Route.of("GET", PATH, Scope.PLUGINS_READ, this::list)
                        .described(Operation.named("listPlugins", "plugins", "Plugins with their states")
                                .answers(200, "application/json", "PluginList")
                                .problems(ProblemCode.UNAVAILABLE)),
                Route.of("POST", PATH, Scope.ADMIN, this::install)
                        .described(Operation.named("installPlugin", "plugins", "Send a jar to run in the host")
                                .details("Only where carillon.plugins.upload is true. It replaces other versions of the"
                                        + " plugin; the old one runs until the new one can.")
                                .query(Query.of("sha256", "What the jar must have, 64 hexadecimal digits"))
                                .header("Content-Digest", "sha-256 that the jar must have, as RFC 9530 writes it")
                                .body(SentJar.MEDIA_TYPE, "Jar")
                                .answers(202, "application/json", "Plugin")
                                .sends(202, "Location")
                                .problems(
                                        ProblemCode.PLUGIN_UPLOAD_DISABLED,
                                        ProblemCode.PLUGIN_REFUSED,
                                        ProblemCode.UNSUPPORTED_MEDIA_TYPE,
                                        ProblemCode.TOO_LARGE,
                                        ProblemCode.TOO_SLOW,
                                        ProblemCode.INCOMPLETE_BODY,
                                        ProblemCode.OVERLOADED,
                                        ProblemCode.UNAVAILABLE)),
                Route.of("DELETE", one, Scope.ADMIN, this::remove)
                        .described(known(Operation.named("removePlugin", "plugins", "Stop it and remove its jars")
                                        .details("Its subscriptions keep their lag for a while. See impact first.")
                                        .query(Query.of("dependents", "Also if others use its packages")
                                                .flag()
                                                .orElse("false"))
                                        .answers(202))
                                .problems(ProblemCode.IN_USE)),
                Route.of("GET", one, Scope.PLUGINS_READ, this::get)
                        .described(known(Operation.named("getPlugin", "plugins", "One plugin, and why it does not run")
                                .answers(200, "application/json", "Plugin"))),
                Route.of("GET", one + "/impact", Scope.PLUGINS_READ, this::impact)
                        .described(known(Operation.named("getPluginImpact", "plugins", "What stopping it would touch")
                                .answers(200, "application/json", "PluginImpact"))),
                Route.of("PATCH", one, Scope.PLUGINS_MANAGE, this::change)
                        .described(known(Operation.named("changePlugin", "plugins", "Enable or disable it for good")
                                        .body("application/json", "PluginChange")
                                        .body("application/merge-patch+json", "PluginChange")
                                        .answers(202, "application/json", "Plugin"))
                                .problems(
                                        ProblemCode.MALFORMED_JSON,
                                        ProblemCode.TOO_LARGE,
                                        ProblemCode.UNSUPPORTED_MEDIA_TYPE,
                                        ProblemCode.INVALID_BODY)),
                Route.of("POST", one + "/reload", Scope.PLUGINS_MANAGE, this::reload)
                        .described(known(Operation.named("reloadPlugin", "plugins", "Stop and start it, or try again")
                                .answers(202, "application/json", "Plugin"))));
    }

    private static Operation known(Operation operation) {
        return operation.variable("id", ID).problems(ProblemCode.NOT_FOUND, ProblemCode.UNAVAILABLE);
    }

    Answer list(Call call) {
        ObjectNode body = Answer.object();
        ArrayNode items = body.putArray("items");
        plugins().list().forEach(plugin -> fill(items.addObject(), plugin));
        return Answer.json(200, body);
    }

    Answer get(Call call) {
        return Answer.json(200, fill(Answer.object(), find(call)));
    }

    Answer impact(Call call) {
        PluginImpact impact = Act.get(() -> plugins().impact(call.variable("id")));
        ObjectNode body = Answer.object().put("plugin", impact.plugin());
        Words.texts(body, "subscriptions", impact.subscriptions());
        Words.texts(body, "live", impact.live());
        Words.texts(body, "types", impact.types());
        Words.texts(body, "listeners", impact.listeners());
        Words.texts(body, "dependents", impact.dependents());
        return Answer.json(200, body);
    }

    Answer change(Call call) throws IOException {
        boolean enabled = Members.read(call, "enabled").flag("enabled").orElseThrow(() -> Members.missing("enabled"));
        String id = find(call).id();
        Act.run(() -> {
            if (enabled) {
                plugins().enable(id, call.by());
            } else {
                plugins().disable(id, call.by());
            }
        });
        return accepted(call);
    }

    Answer install(Call call) throws IOException {
        if (!plugins().uploads()) {
            throw Problem.of(ProblemCode.PLUGIN_UPLOAD_DISABLED, "carillon.plugins.upload is false")
                    .toException();
        }
        SentJar jar = SentJar.of(call);
        PluginStatus plugin = Act.get(() -> {
            try {
                return plugins().install(jar.content(), jar.sha256(), call.by());
            } catch (PluginRefusedException e) {
                throw Problem.of(ProblemCode.PLUGIN_REFUSED, e.why().problem())
                        .withHint(e.why().hint())
                        .toException();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return Answer.json(202, fill(Answer.object(), plugin))
                .with("Location", PATH + "/" + PercentCoding.encode(plugin.id()));
    }

    Answer remove(Call call) {
        boolean dependents = call.parameters().flag("dependents", false);
        Act.run(() -> plugins().remove(call.variable("id"), dependents, call.by()));
        return Answer.empty(202);
    }

    Answer reload(Call call) {
        Act.run(() -> plugins().reload(call.variable("id"), call.by()));
        return accepted(call);
    }

    private Answer accepted(Call call) {
        return Answer.json(202, fill(Answer.object(), find(call)));
    }

    private PluginsAdmin plugins() {
        return host.get(PluginsAdmin.class);
    }

    private PluginStatus find(Call call) {
        return plugins().get(call.variable("id")).orElseThrow(() -> Act.notFound("plugin of this id"));
    }

    private static ObjectNode fill(ObjectNode node, PluginStatus plugin) {
        node.put("id", plugin.id())
                .put("name", plugin.name())
                .put("version", plugin.version())
                .put("state", Words.of(plugin.state()))
                .put("since", plugin.since().toString())
                .put("jar", plugin.jar());
        if (!plugin.sha256().isEmpty()) {
            node.put("sha256", plugin.sha256());
        }
        ArrayNode reasons = node.putArray("why");
        for (PluginStatus.Why why : plugin.why()) {
            ObjectNode reason = reasons.addObject().put("problem", why.problem());
            Words.optional(reason, "requirement", why.requirement());
            Words.optional(reason, "offered", why.offered());
            reason.put("hint", why.hint());
        }
        return node;
    }
}
