// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carillon.events.admin.OptionStatus;
import io.carillon.events.admin.Scope;
import io.carillon.events.admin.SettingRefusedException;
import io.carillon.events.admin.SettingsAdmin;
import io.carillon.events.admin.UptakeAdmin;
import io.carillon.events.http.internal.problem.Problem;
import io.carillon.events.http.internal.problem.ProblemCode;
import io.carillon.events.http.internal.route.Answer;
import io.carillon.events.http.internal.route.Call;
import io.carillon.events.http.internal.route.EntityTag;
import io.carillon.events.http.internal.route.Nearest;
import io.carillon.events.http.internal.route.Operation;
import io.carillon.events.http.internal.route.Route;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One option of the host or of a plugin: shown, set while the host runs, and taken back. */
final class OptionResource {

    static final String ALL = "/api/v1/system/config";

    private static final String ONE = ALL + "/{key}";

    private final Host host;

    OptionResource(Host host) {
        this.host = host;
    }

    List<Route> routes() {
        return List.of(
                Route.of("GET", ONE, Scope.ADMIN, this::get)
                        .described(declared(Operation.named("getOption", "system", "One option"))),
                Route.of("PUT", ONE, Scope.ADMIN, this::put)
                        .described(declared(changing(Operation.named("setOption", "system", "Set an option")
                                        .details(
                                                "Kept in the data directory, weaker than files, the environment and the "
                                                        + "command line. It is handed to whom it sets up at once, or with the "
                                                        + "next start where restart is true; effect tells what became of it.")
                                        .body("application/json", "OptionValue")))
                                .problems(
                                        ProblemCode.MALFORMED_JSON,
                                        ProblemCode.TOO_LARGE,
                                        ProblemCode.UNSUPPORTED_MEDIA_TYPE,
                                        ProblemCode.INVALID_BODY)),
                Route.of("DELETE", ONE, Scope.ADMIN, this::delete)
                        .described(declared(changing(
                                Operation.named("unsetOption", "system", "Take back what was set while the host ran")
                                        .details("Answers with the option as it is then.")))));
    }

    private static Operation declared(Operation operation) {
        return operation
                .variable("key", "Of the option: http.port; a plugin's begins with its PID")
                .answers(200, "application/json", "Option")
                .sends(200, "ETag")
                .problems(ProblemCode.NOT_FOUND, ProblemCode.UNAVAILABLE);
    }

    private static Operation changing(Operation operation) {
        return operation
                .header("If-Match", "ETag of the option as the caller knows it")
                .problems(ProblemCode.CONFIG_LOCKED, ProblemCode.PRECONDITION_FAILED);
    }

    Answer get(Call call) {
        OptionStatus option = option(call);
        return answer(option, body(option));
    }

    Answer put(Call call) throws IOException {
        OptionStatus option = option(call);
        Members body = Members.readSecret(call, "value");
        if (body.raw("value").isMissingNode()) {
            throw Members.missing("value");
        }
        Object value = SettingsResource.value("value", body.raw("value"));
        return changed(call, option.key(), Map.of(option.key(), value), Set.of());
    }

    Answer delete(Call call) {
        OptionStatus option = option(call);
        return changed(call, option.key(), Map.of(), Set.of(option.key()));
    }

    private Answer changed(Call call, String key, Map<String, Object> values, Set<String> removed) {
        UptakeAdmin uptakes = host.get(UptakeAdmin.class);
        change(call, key, values, removed);
        OptionStatus option = option(call);
        Effect effect = Effect.of(uptakes, option);
        ObjectNode body = body(option).put("effect", effect.word());
        if (!effect.refusal().isEmpty()) {
            body.put("refusal", effect.refusal());
        }
        return answer(option, body);
    }

    private void change(Call call, String key, Map<String, Object> values, Set<String> removed) {
        SettingsAdmin settings = settings();
        try {
            settings.set(values, removed, call.by(), () -> settings.get(key)
                    .map(OptionResource::tag)
                    .ifPresent(tag -> tag.require(call)));
        } catch (SettingRefusedException e) {
            throw switch (e.reason()) {
                case UNKNOWN -> Problem.of(ProblemCode.NOT_FOUND, text(e)).toException();
                case LOCKED -> Problem.of(ProblemCode.CONFIG_LOCKED, text(e)).toException();
                case INVALID -> Members.bad("value", "cannot be set: " + text(e));
            };
        }
    }

    private static String text(SettingRefusedException refused) {
        return String.valueOf(refused.getMessage());
    }

    private OptionStatus option(Call call) {
        String key = call.variable("key");
        return settings().get(key).orElseThrow(() -> {
            List<String> keys =
                    settings().list().stream().map(OptionStatus::key).toList();
            return Act.notFound("option of this key" + Nearest.suggestion(key, keys));
        });
    }

    private SettingsAdmin settings() {
        return host.get(SettingsAdmin.class);
    }

    private static EntityTag tag(OptionStatus option) {
        return EntityTag.of(body(option).put("mark", option.mark()));
    }

    private static Answer answer(OptionStatus option, ObjectNode body) {
        return Answer.json(200, body).secret().with("ETag", tag(option).text());
    }

    private static ObjectNode body(OptionStatus option) {
        ObjectNode body = Answer.object();
        SettingsResource.fill(body, option);
        return body;
    }
}
