// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.route;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/**
 * A parameter of a query string.
 *
 * @param value what it takes
 * @param times how often it may be given
 * @param required whether it has to be given
 * @param standard what counts when it is not given; empty for nothing
 */
public record Query(String name, String description, Value value, int times, boolean required, String standard) {

    /** How often a {@link #repeated()} one may be given. */
    public static final int MANY = 100;

    /** A text that may be given once. */
    public static Query of(String name, String description) {
        return new Query(name, description, new Value.Text(), 1, false, "");
    }

    /** A text that may be given {@value #MANY} times. */
    public Query repeated() {
        return new Query(name, description, value, MANY, required, standard);
    }

    /** The same, to be given. */
    public Query mandatory() {
        return new Query(name, description, value, times, true, standard);
    }

    /** One of some words. */
    public Query oneOf(String... words) {
        return taking(new Value.Choice(List.of(words), false));
    }

    /** A whole number. */
    public Query whole(long min, long max) {
        return taking(new Value.Whole(min, max));
    }

    /** Yes or no. */
    public Query flag() {
        return taking(new Value.Flag());
    }

    /** As a component schema describes it; the resource reads it. */
    public Query described(String component) {
        return taking(new Value.Described(component));
    }

    /** With another kind of value. */
    public Query taking(Value other) {
        return new Query(name, description, other, times, required, standard);
    }

    /** What counts when it is not given. */
    public Query orElse(String other) {
        return new Query(name, description, value, times, required, other);
    }

    /** Refuses values that are not such. */
    void check(List<String> given) {
        if (given.isEmpty() && required) {
            throw Parameters.bad(name, "must be given");
        }
        if (given.size() > times) {
            throw Parameters.bad(
                    name,
                    "can be given " + (times == 1 ? "once" : times + " times") + ", got " + given.size() + " values");
        }
        for (String text : given) {
            Optional<String> objection = value.objection(text);
            if (objection.isPresent()) {
                throw Parameters.bad(name, objection.get());
            }
        }
    }

    /** As a parameter object of OpenAPI. */
    public ObjectNode document() {
        ObjectNode node = Answer.object().put("name", name).put("in", "query").put("description", description);
        if (required) {
            node.put("required", true);
        }
        ObjectNode one = value.schema();
        if (!standard.isEmpty()) {
            value.addStandard(one, standard);
        }
        if (times == 1) {
            node.set("schema", one);
        } else {
            node.putObject("schema").put("type", "array").put("maxItems", times).set("items", one);
        }
        return node;
    }
}
