// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carillon.events.Severity;
import io.carillon.events.admin.LogAdmin;
import io.carillon.events.admin.PluginsAdmin;
import io.carillon.events.admin.Principal;
import io.carillon.events.admin.Scope;
import io.carillon.events.http.internal.problem.Problem;
import io.carillon.events.http.internal.problem.ProblemCode;
import io.carillon.events.http.internal.route.Answer;
import io.carillon.events.http.internal.route.Call;
import io.carillon.events.http.internal.route.Operation;
import io.carillon.events.http.internal.route.Query;
import io.carillon.events.http.internal.route.Route;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** Shows what plugins logged, as far as the host has it in memory. */
final class PluginLogResource {

    static final int MAX_PAGE = 500;

    private final Host host;

    PluginLogResource(Host host) {
        this.host = host;
    }

    List<Route> routes() {
        return List.of(Route.of("GET", PluginResource.PATH + "/{id}/logs", Scope.PLUGINS_MANAGE, this::list)
                .described(Operation.named("listPluginLogs", "plugins", "What it logged, oldest first")
                        .details("Out of its newest " + LogAdmin.MAX_RECORDS
                                + " records, which the host keeps in memory."
                                + " Without after the newest ones; after takes next of the answer before, and goes on"
                                + " there.")
                        .variable("id", PluginResource.ID)
                        .query(
                                Query.of("level", "This level or worse")
                                        .oneOf("error", "warn", "info", "debug", "trace")
                                        .orElse("info"),
                                Query.of("limit", "The most records of an answer")
                                        .whole(1, MAX_PAGE)
                                        .orElse("100"),
                                Query.of("after", "Where to go on, from next"))
                        .answers(200, "application/json", "PluginLogPage")
                        .problems(ProblemCode.NOT_FOUND, ProblemCode.UNAVAILABLE)));
    }

    Answer list(Call call) {
        if (call.principal().filter(Principal::isNarrowed).isPresent()) {
            throw Problem.of(ProblemCode.FORBIDDEN, "a caller who is limited to some types or tenants reads no log")
                    .toException();
        }
        String id = call.variable("id");
        Severity level =
                Severity.valueOf(call.parameters().one("level").orElse("info").toUpperCase(Locale.ROOT));
        int limit = call.parameters().one("limit").map(Integer::parseInt).orElse(100);
        LogPlace after = call.parameters().one("after").map(LogPlace::parse).orElse(null);
        if (host.get(PluginsAdmin.class).get(id).isEmpty()) {
            throw Act.notFound("plugin of this id");
        }
        LogAdmin log = host.get(LogAdmin.class);
        boolean elsewhere = after != null && !after.isHere();
        LogAdmin.Page page = after == null
                ? log.newest(id, level, limit)
                : log.after(id, elsewhere ? 0 : after.number(), level, limit);
        ObjectNode body = Answer.object();
        ArrayNode items = body.putArray("items");
        page.records().forEach(record -> fill(items.addObject(), record));
        return Answer.json(
                200, body.put("next", LogPlace.here(page.next()).text()).put("gap", elsewhere || page.gap()));
    }

    private static void fill(ObjectNode node, LogAdmin.LogRecord record) {
        node.put("seq", record.number())
                .put("time", record.time().toString())
                .put("level", Words.of(record.severity()))
                .put("logger", text(record.logger()))
                .put("thread", text(record.thread()))
                .put("text", text(record.text()));
        String error = record.error();
        if (error != null) {
            node.put("error", text(error));
        }
    }

    /** Without halves of characters, which UTF-8 cannot say. */
    private static String text(String given) {
        return new String(given.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
