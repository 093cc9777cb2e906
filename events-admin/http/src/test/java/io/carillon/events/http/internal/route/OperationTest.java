// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carillon.events.http.internal.problem.Problem;
import io.carillon.events.http.internal.problem.ProblemCode;
import io.carillon.events.http.internal.problem.ProblemException;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class OperationTest {

    private static final Operation OPERATION = Operation.named("test", "test", "A test")
            .query(
                    Query.of("name", "A text").mandatory(),
                    Query.of("type", "Several").repeated(),
                    Query.of("limit", "A number").whole(1, 1_000).orElse("50"),
                    Query.of("order", "A word").oneOf("asc", "desc"),
                    Query.of("all", "Yes or no").flag())
            .answers(204);

    private static Problem refused(String query) {
        ProblemException refused =
                catchThrowableOfType(ProblemException.class, () -> OPERATION.check(new Parameters(query)));
        return refused.problem();
    }

    @Test
    void what_is_declared_passes() {
        for (String query : new String[] {
            "name=x",
            "name=x&limit=1&order=asc&all",
            "name=x&limit=1000&all=false&type=a&type=b",
            "name=" + "x".repeat(Value.MAX_LENGTH) + "&type=a".repeat(Query.MANY)
        }) {
            assertThatCode(() -> OPERATION.check(new Parameters(query))).doesNotThrowAnyException();
        }
    }

    @Test
    void an_unknown_parameter_is_refused_with_what_was_probably_meant() {
        Problem problem = refused("name=x&tpye=a");

        assertThat(problem.code()).isEqualTo(ProblemCode.UNKNOWN_PARAMETER);
        assertThat(problem.errors().get(0).parameter()).isEqualTo("tpye");
        assertThat(problem.detail()).endsWith("did you mean \"type\"?");
    }

    @Test
    void a_value_that_is_not_as_declared_is_refused() {
        for (String query : new String[] {
            "",
            "name=",
            "name=x&name=y",
            "name=" + "x".repeat(Value.MAX_LENGTH + 1),
            "name=x&limit=0",
            "name=x&limit=1001",
            "name=x&limit=1.0",
            "name=x&limit=99999999999999999999",
            "name=x&order=up",
            "name=x&order=ASC",
            "name=x&all=yes",
            "name=x" + "&type=a".repeat(Query.MANY + 1)
        }) {
            assertThat(refused(query).code()).as(query).isEqualTo(ProblemCode.INVALID_PARAMETER);
        }
        assertThat(refused("name=x&limit=1001").detail()).isEqualTo("limit must be 1 to 1000, got \"1001\"");
    }
}
