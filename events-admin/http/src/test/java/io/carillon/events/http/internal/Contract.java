// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.harrel.jsonschema.Validator;
import dev.harrel.jsonschema.ValidatorFactory;
import io.carillon.events.http.internal.Client.Reply;
import io.carillon.events.http.internal.openapi.ApiDocument;
import io.carillon.events.http.internal.rest.Api;
import io.carillon.events.http.internal.rest.Host;
import io.carillon.events.http.internal.route.Route;
import io.carillon.events.http.internal.route.Routes;
import java.net.URI;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The API document as a judge: what a route answers has to be declared, and every JSON body has to fit its schema. */
public final class Contract {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** What the gate or a failing host may answer for every route. */
    private static final Set<String> COMMON = Set.of(
            "unknown-parameter",
            "invalid-parameter",
            "unauthenticated",
            "forbidden",
            "misdirected",
            "rate-limited",
            "foreign-origin");

    private static final Set<String> CHANGING = Set.of("csrf-header-missing", "login-again", "unsupported-media-type");

    private final Routes routes = Api.routes(
            new Host() {
                @Override
                public <T> T get(Class<T> capability) {
                    throw new AssertionError("not used here");
                }
            },
            "1",
            Clock.systemUTC(),
            () -> {
                throw new AssertionError("not used here");
            });
    private final JsonNode document = parse(ApiDocument.of(routes.all()));
    private final Validator validator = new ValidatorFactory().createValidator();
    private final Map<String, URI> schemas = new ConcurrentHashMap<>();

    /** The routes there are. */
    public Routes routes() {
        return routes;
    }

    /** The document, parsed. */
    public JsonNode document() {
        return document;
    }

    /** Reads YAML that names nothing twice. */
    public static JsonNode parse(String yaml) {
        LoaderOptions strict = new LoaderOptions();
        strict.setAllowDuplicateKeys(false);
        return JSON.valueToTree(new Yaml(new SafeConstructor(strict)).load(yaml));
    }

    /** Checks an answer of a route; what no route answers has to be a problem, unless the container refused the request. */
    public void check(String method, String target, Reply reply) {
        String path = target.split("\\?", 2)[0];
        String mediaType = reply.headers().getOrDefault("content-type", "").split(";", 2)[0];
        String what = method + " " + target + " -> " + reply.status() + " " + reply.body();
        if (mediaType.equals("application/problem+json")) {
            fits(what, "Problem", reply.body());
        }
        routes.find(method, path).flatMap(Routes.Match::route).ifPresent(route -> {
            JsonNode responses = document.path("paths")
                    .path(route.path())
                    .path(route.method().toLowerCase(java.util.Locale.ROOT))
                    .path("responses");
            declared(what, route, responses, mediaType, reply);
        });
    }

    private void declared(String what, Route route, JsonNode responses, String mediaType, Reply reply) {
        JsonNode response = responses.path(String.valueOf(reply.status()));
        if (reply.status() >= 400 && mediaType.equals("application/problem+json")) {
            boolean known = reply.status() >= 500
                    || COMMON.contains(reply.code())
                    || !route.method().equals("GET") && CHANGING.contains(reply.code())
                    || route.operation().output().problems().stream()
                            .anyMatch(code -> code.text().equals(reply.code()));
            assertThat(known).as("%s is declared by %s", reply.code(), route).isTrue();
            return;
        }
        if (reply.status() == 400 && mediaType.equals("text/html")) {
            return; // the container refused to read the request at all
        }
        assertThat(response.isMissingNode()).as("undeclared: " + what).isFalse();
        boolean bodiless = reply.body().isEmpty();
        if (!bodiless) {
            JsonNode schema = response.path("content").path(mediaType).path("schema");
            assertThat(schema.isMissingNode())
                    .as("undeclared media type: " + what)
                    .isFalse();
            if (mediaType.endsWith("json") && !mediaType.contains("ndjson")) {
                String reference = schema.path("$ref").asText();
                fits(what, reference.substring(reference.lastIndexOf('/') + 1), reply.body());
            }
        }
    }

    private void fits(String what, String schema, String json) {
        Validator.Result result;
        synchronized (validator) {
            result = validator.validate(schemas.computeIfAbsent(schema, this::register), json);
        }
        assertThat(result.isValid())
                .as(() -> what + " against " + schema + ": "
                        + result.getErrors().stream()
                                .map(error -> error.getInstanceLocation() + " " + error.getError())
                                .toList())
                .isTrue();
    }

    private URI register(String name) {
        String definitions =
                document.path("components").path("schemas").toString().replace("#/components/schemas/", "#/$defs/");
        assertThat(document.path("components").path("schemas").has(name))
                .as(name)
                .isTrue();
        URI uri = URI.create("urn:carillon:schema:" + name);
        validator.registerSchema(uri, "{\"$ref\":\"#/$defs/" + name + "\",\"$defs\":" + definitions + "}");
        return uri;
    }
}
