// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.filter;

import io.carillon.events.Event;
import io.carillon.events.http.internal.filter.SqlTokens.Token;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What expressions of CESQL are made of. Each comes to nothing after an error in any of its parts that counts. */
final class SqlTerms {

    private SqlTerms() {}

    /** A text in quotes. */
    record Literal(Token token) implements SqlExpression {

        @Override
        public Object of(Event event, Steps steps) {
            return token.text();
        }
    }

    /** The value of an attribute. */
    record Named(Token token) implements SqlExpression {

        @Override
        public @Nullable Object of(Event event, Steps steps) {
            return EventAttributes.raw(event, token.text());
        }
    }

    static SqlExpression constant(Object value) {
        return (event, steps) -> value;
    }

    static SqlExpression exists(String attribute) {
        return (event, steps) -> EventAttributes.raw(event, attribute) != null;
    }

    /** All operands, up to the first that decides. */
    static SqlExpression logic(String logic, List<SqlExpression> operands) {
        return (event, steps) -> {
            boolean result = false;
            for (SqlExpression operand : operands) {
                Boolean value = SqlValue.flag(operand.of(event, steps));
                if (value == null) {
                    return null;
                }
                result = logic.equals("XOR") ? result ^ value : value;
                if (logic.equals("AND") && !value || logic.equals("OR") && value) {
                    return value;
                }
            }
            return result;
        };
    }

    static SqlExpression not(SqlExpression operand) {
        return (event, steps) -> {
            Boolean value = SqlValue.flag(operand.of(event, steps));
            return value == null ? null : !value;
        };
    }

    static SqlExpression minus(SqlExpression operand) {
        return (event, steps) -> SqlOperator.MINUS.of(0, operand.of(event, steps));
    }

    static SqlExpression operation(SqlOperator operator, SqlExpression first, SqlExpression second) {
        return (event, steps) -> operator.of(first.of(event, steps), second.of(event, steps));
    }

    static SqlExpression like(SqlExpression value, LikePattern pattern, boolean not) {
        return (event, steps) -> {
            String given = SqlValue.text(value.of(event, steps));
            Boolean matches = given == null ? null : pattern.matches(given, steps);
            return matches == null ? null : matches != not;
        };
    }

    static SqlExpression in(SqlExpression value, List<SqlExpression> set, boolean not) {
        return (event, steps) -> {
            Object given = value.of(event, steps);
            boolean found = false;
            for (SqlExpression each : set) {
                Boolean same = SqlValue.same(given, each.of(event, steps));
                if (same == null) {
                    return null;
                }
                found |= same;
            }
            return found != not;
        };
    }

    /** Texts that go in or come out take their length in steps. */
    static SqlExpression call(SqlFunction function, List<SqlExpression> given) {
        return (event, steps) -> {
            List<Object> values = new ArrayList<>(given.size());
            for (SqlExpression each : given) {
                Object value = each.of(event, steps);
                if (value == null || value instanceof String text && !steps.take(text.length())) {
                    return null;
                }
                values.add(value);
            }
            Object result = function.of(values);
            return result instanceof String text && !steps.take(text.length()) ? null : result;
        };
    }
}
