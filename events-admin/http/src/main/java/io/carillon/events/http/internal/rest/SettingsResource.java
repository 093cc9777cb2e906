// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carillon.events.admin.OptionStatus;
import io.carillon.events.admin.PluginsAdmin;
import io.carillon.events.admin.Scope;
import io.carillon.events.admin.SettingsAdmin;
import io.carillon.events.admin.UptakeAdmin;
import io.carillon.events.http.internal.problem.Problem;
import io.carillon.events.http.internal.problem.ProblemCode;
import io.carillon.events.http.internal.route.Answer;
import io.carillon.events.http.internal.route.Call;
import io.carillon.events.http.internal.route.EntityTag;
import io.carillon.events.http.internal.route.Operation;
import io.carillon.events.http.internal.route.Route;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Shows options with the source of each value, and changes those of plugins. Secrets are masked where they come from. */
final class SettingsResource {

    private static final String PLUGIN = PluginResource.PATH + "/{id}/config";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Host host;

    SettingsResource(Host host) {
        this.host = host;
    }

    List<Route> routes() {
        return List.of(
                Route.of("GET", OptionResource.ALL, Scope.ADMIN, this::all)
                        .described(Operation.named("systemConfig", "system", "Every option, its value and its source")
                                .answers(200, "application/json", "OptionList")
                                .problems(ProblemCode.UNAVAILABLE)),
                Route.of("GET", PLUGIN, Scope.PLUGINS_MANAGE, this::get)
                        .described(declared(Operation.named("getPluginConfig", "plugins", "Options of a plugin")
                                .answers(200, "application/json", "OptionList")
                                .sends(200, "ETag"))),
                Route.of("GET", PLUGIN + "/schema", Scope.PLUGINS_READ, this::schema)
                        .described(declared(Operation.named("getPluginConfigSchema", "plugins", "What its options take")
                                .answers(200, "application/schema+json", "JsonSchema"))),
                Route.of("PUT", PLUGIN, Scope.ADMIN, this::put)
                        .described(declared(Operation.named("changePluginConfig", "plugins", "Set options of a plugin")
                                        .details("All or none, handed on at once; problems tells who refuses a value. "
                                                + "Options left out stay as they are.")
                                        .header("If-Match", "ETag of the options as the caller knows them")
                                        .body("application/json", "OptionValues")
                                        .answers(200, "application/json", "OptionList")
                                        .sends(200, "ETag"))
                                .problems(
                                        ProblemCode.MALFORMED_JSON,
                                        ProblemCode.CONFIG_LOCKED,
                                        ProblemCode.PRECONDITION_FAILED,
                                        ProblemCode.TOO_LARGE,
                                        ProblemCode.UNSUPPORTED_MEDIA_TYPE,
                                        ProblemCode.INVALID_BODY)));
    }

    private static Operation declared(Operation operation) {
        return operation.variable("id", PluginResource.ID).problems(ProblemCode.NOT_FOUND, ProblemCode.UNAVAILABLE);
    }

    Answer all(Call call) {
        ObjectNode body = list(settings().list());
        Words.texts(body, "problems", settings().problems());
        return Answer.json(200, body).secret();
    }

    Answer get(Call call) {
        return answer(options(call), List.of());
    }

    Answer schema(Call call) {
        ObjectNode schema = Answer.object()
                .put("$schema", "https://json-schema.org/draft/2020-12/schema")
                .put("type", "object")
                .put("additionalProperties", false);
        ObjectNode properties = schema.putObject("properties");
        options(call).forEach(option -> OptionSchema.fill(properties.putObject(option.key()), option));
        return Answer.json(200, "application/schema+json", schema);
    }

    Answer put(Call call) throws IOException {
        Members body = Members.any(call);
        List<OptionStatus> options = options(call);
        List<String> own = options.stream().map(OptionStatus::key).toList();
        if (body.names().size() > SettingsAdmin.MAX_CHANGES) {
            throw Members.bad(
                    body.names().get(0), "is one of too many: " + SettingsAdmin.MAX_CHANGES + " are set at a time");
        }
        Map<String, Object> values = new HashMap<>();
        Set<String> removed = new HashSet<>();
        for (String name : body.names()) {
            if (!own.contains(name)) {
                throw Members.bad(name, "is not an option of this plugin");
            }
            if (body.raw(name).isNull()) {
                removed.add(name);
            } else {
                values.put(name, value(name, body.raw(name)));
            }
        }
        UptakeAdmin uptakes = host.get(UptakeAdmin.class);
        SettingsAdmin settings = settings();
        Act.run(() -> settings.set(values, removed, call.by(), () -> tag(settings.of(call.variable("id")))
                .require(call)));
        List<OptionStatus> now = options(call);
        return answer(now, refusals(uptakes, now, body.names()));
    }

    /** Who refuses what was changed, each said once. */
    private static List<String> refusals(UptakeAdmin uptakes, List<OptionStatus> options, List<String> changed) {
        Map<String, OptionStatus> byPid = new TreeMap<>();
        options.stream()
                .filter(option -> changed.contains(option.key()))
                .forEach(option -> byPid.putIfAbsent(option.pid(), option));
        return byPid.values().stream()
                .map(option -> Effect.of(uptakes, option).refusal())
                .filter(refusal -> !refusal.isEmpty())
                .map(refusal -> "stored, but " + refusal)
                .distinct()
                .toList();
    }

    static Object value(String name, JsonNode node) {
        if (!node.isArray()) {
            return single(name, node);
        }
        List<Object> values = new ArrayList<>();
        for (JsonNode item : node) {
            values.add(single(name, item));
        }
        return values;
    }

    private static Object single(String name, JsonNode node) {
        if (node.isTextual()) {
            return node.textValue();
        }
        if (node.isBoolean()) {
            return node.booleanValue();
        }
        if (node.isIntegralNumber() && node.canConvertToLong()) {
            return node.longValue();
        }
        if (node.isNumber()) {
            return node.decimalValue();
        }
        throw Members.bad(name, "must be a text, a number, true or false, or a list of these");
    }

    private List<OptionStatus> options(Call call) {
        String id = call.variable("id");
        List<OptionStatus> options = settings().of(id);
        if (options.isEmpty() && host.get(PluginsAdmin.class).get(id).isPresent()) {
            throw Problem.of(ProblemCode.NOT_FOUND, "the plugin " + id + " has no options")
                    .withHint("GET /api/v1/plugins/" + id + " shows what it has.")
                    .toException();
        }
        if (options.isEmpty()) {
            throw Act.notFound("plugin of this id with options");
        }
        return options;
    }

    private SettingsAdmin settings() {
        return host.get(SettingsAdmin.class);
    }

    private static Answer answer(List<OptionStatus> options, List<String> problems) {
        ObjectNode body = list(options);
        Words.texts(body, "problems", problems);
        return Answer.json(200, body).secret().with("ETag", tag(options).text());
    }

    private static EntityTag tag(List<OptionStatus> options) {
        ObjectNode state = list(options);
        options.forEach(option -> state.put("mark of " + option.key(), option.mark()));
        return EntityTag.of(state);
    }

    private static ObjectNode list(List<OptionStatus> options) {
        ObjectNode body = Answer.object();
        ArrayNode items = body.putArray("items");
        options.forEach(option -> fill(items.addObject(), option));
        return body;
    }

    static void fill(ObjectNode node, OptionStatus option) {
        node.put("key", option.key()).put("type", option.type().text()).put("several", option.several());
        node.set("value", tree(option.value()));
        if (option.defaultValue() != null) {
            node.set("default", tree(option.defaultValue()));
        }
        node.put("source", option.source().text());
        if (!option.where().isEmpty()) {
            node.put("where", option.where());
        }
        node.put("locked", option.locked()).put("restart", option.restart());
        if (!option.range().isEmpty()) {
            node.put("range", option.range());
        }
        if (!option.choices().isEmpty()) {
            Words.texts(node, "choices", option.choices());
        }
        if (!option.description().isEmpty()) {
            node.put("description", option.description());
        }
    }

    static JsonNode tree(@Nullable Object value) {
        return JSON.valueToTree(value instanceof BigDecimal number ? number.stripTrailingZeros() : value);
    }
}
