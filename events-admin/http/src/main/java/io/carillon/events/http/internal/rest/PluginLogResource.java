// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.osgi.framework.Bundle;
import org.osgi.service.log.LogEntry;
import org.osgi.service.log.LogLevel;
import org.osgi.service.log.LogReaderService;

/** Shows what plugins logged, as far as the host has it in memory. */
final class PluginLogResource {

    static final int MAX_PAGE = 500;

    /** Longer texts are cut here, in characters. */
    static final int MAX_TEXT = 8_192;

    private final Host host;
    private final Clock clock;

    PluginLogResource(Host host, Clock clock) {
        this.host = host;
        this.clock = clock;
    }

    List<Route> routes() {
        return List.of(Route.of("GET", PluginResource.PATH + "/{id}/logs", Scope.PLUGINS_MANAGE, this::list)
                .described(Operation.named("listPluginLogs", "plugins", "What it logged, oldest first")
                        .details("Out of the newest records of the whole host, which it keeps in memory. Without after"
                                + " the newest ones; after takes next of the answer before, and goes on there.")
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
        LogLevel level =
                LogLevel.valueOf(call.parameters().one("level").orElse("info").toUpperCase(Locale.ROOT));
        int limit = call.parameters().one("limit").map(Integer::parseInt).orElse(100);
        LogPlace after = call.parameters().one("after").map(LogPlace::parse).orElse(null);
        if (host.get(PluginsAdmin.class).get(id).isEmpty()) {
            throw Act.notFound("plugin of this id");
        }
        LogPage page = KeptRecords.of(host.get(LogReaderService.class), clock.instant())
                .page(entry -> isOf(id, entry) && entry.getLogLevel().compareTo(level) <= 0, after, limit);
        ObjectNode body = Answer.object();
        ArrayNode items = body.putArray("items");
        page.entries().forEach(entry -> fill(items.addObject(), entry));
        return Answer.json(200, body.put("next", page.next().text()).put("gap", page.gap()));
    }

    private static boolean isOf(String plugin, LogEntry entry) {
        Bundle bundle = entry.getBundle();
        return bundle != null && plugin.equals(bundle.getSymbolicName());
    }

    private static void fill(ObjectNode node, LogEntry entry) {
        node.put("seq", entry.getSequence())
                .put("time", Instant.ofEpochMilli(entry.getTime()).toString())
                .put("level", Words.of(entry.getLogLevel()))
                .put("logger", text(entry.getLoggerName()))
                .put("thread", text(entry.getThreadInfo()))
                .put("text", text(entry.getMessage()));
        Throwable thrown = entry.getException();
        if (thrown != null) {
            node.put("error", text(LoggedFailure.of(thrown)));
        }
    }

    /** Cut, and without halves of characters, which UTF-8 cannot say. */
    private static String text(Object given) {
        String text = String.valueOf(given);
        String kept = text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "…";
        return new String(kept.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
