// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.cli.CommandLineRun.Outcome;
import io.carillon.cli.output.Json;
import io.carillon.events.http.internal.problem.ProblemCode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The problems that a host answers with, as the command knows them. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class CatalogTest {

    private static final Pattern HTTP = Pattern.compile(
            "Send |Retry-After|ETag|parameter|path|POST|/api|openapi|readyz|query|on_gap|no expect|shell");

    /** What the command does not meet, or what helps nobody at a terminal. */
    private static final Set<ProblemCode> OTHERS = Set.of(
            ProblemCode.CSRF_HEADER_MISSING,
            ProblemCode.IDEMPOTENCY_MISMATCH,
            ProblemCode.LOGIN_AGAIN,
            ProblemCode.TOO_LARGE,
            ProblemCode.TOO_SLOW,
            ProblemCode.UNKNOWN_FRAME,
            ProblemCode.UNSUPPORTED_MEDIA_TYPE,
            ProblemCode.UPGRADE_REQUIRED);

    @TempDir
    Path home;

    @Test
    void codes_are_explained_without_a_host() throws Exception {
        BundledImage image = new BundledImage(home);

        Outcome one = image.command().run("errors", "lookup", "bad-cursor");

        assertThat(one.exit()).as(one.err()).isZero();
        assertThat(one.out()).startsWith("bad-cursor (HTTP 400)\n").contains("What leads to it: ", "What to do: ");
        assertThat(one.err()).contains("no host answers");
        assertThat(image.command().run("errors", "lookup").out())
                .hasLineCount(ProblemCode.values().length)
                .contains("404 not-found: There is nothing here\n");
        Json json = Json.parse(image.command()
                .run("errors", "lookup", "overloaded", "-o", "json")
                .out());
        assertThat(json.members().keySet()).containsExactly("code", "status", "title", "causes", "hint", "retryable");
        assertThat(json.at("status").number()).isEqualTo(503);
        assertThat(json.at("retryable").isTrue()).isTrue();
        Outcome none = image.command().run("errors", "lookup", "no-such");
        assertThat(none.exit()).isEqualTo(Exit.NOT_FOUND);
        assertThat(none.err()).contains("no-such is not a code of a problem");
    }

    @Test
    void what_a_host_tells_programs_to_do_is_told_people_in_their_words() {
        List<String> hints =
                Arrays.stream(ProblemCode.values()).map(ProblemCode::hint).toList();
        assertThat(hints).containsAll(CommandHints.WORDS.keySet());

        assertThat(Arrays.stream(ProblemCode.values())
                        .filter(code -> HTTP.matcher(code.hint()).find())
                        .filter(code -> !CommandHints.WORDS.containsKey(code.hint())))
                .isSubsetOf(OTHERS);
    }
}
