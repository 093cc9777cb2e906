// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class HeaderClauseTest {

    @Test
    void quoted_commas_and_semicolons_separate_nothing() {
        List<HeaderClause> clauses =
                HeaderClause.parse("a;b;version=\"[1,2)\";uses:=\"x;y,z\", c ,d;resolution:=optional");

        assertThat(clauses)
                .containsExactly(
                        new HeaderClause(List.of("a", "b"), ";version=\"[1,2)\";uses:=\"x;y,z\""),
                        new HeaderClause(List.of("c"), ""),
                        new HeaderClause(List.of("d"), ";resolution:=optional"));
        assertThat(clauses.get(0).text()).isEqualTo("a;b;version=\"[1,2)\";uses:=\"x;y,z\"");
    }

    @Test
    void an_absent_or_odd_header_does_no_harm() {
        assertThat(HeaderClause.parse(null)).isEmpty();
        assertThat(HeaderClause.parse(" ,;, \"")).isNotNull();
    }
}
