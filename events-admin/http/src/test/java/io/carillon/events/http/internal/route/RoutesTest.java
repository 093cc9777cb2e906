// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.events.admin.Role;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class RoutesTest {

    private static final Route.Handler NOTHING = call -> Answer.empty(204);
    private static final Route LIST = Route.of("GET", "/a", Role.VIEWER, NOTHING);
    private static final Route FIXED = Route.of("GET", "/a/types", Role.VIEWER, NOTHING);
    private static final Route ONE = Route.of("GET", "/a/{id}", Role.VIEWER, NOTHING);
    private static final Route MAKE = Route.of("POST", "/a", Role.PUBLISHER, NOTHING);

    private final Routes routes = new Routes(List.of(LIST, ONE, FIXED, MAKE));

    private Optional<Route> route(String method, String path) {
        return routes.find(method, path).flatMap(Routes.Match::route);
    }

    @Test
    void a_slash_at_the_end_makes_no_difference() {
        assertThat(route("GET", "/a")).contains(LIST);
        assertThat(route("GET", "/a/")).contains(LIST);
        assertThat(route("POST", "/a/")).contains(MAKE);
        assertThat(route("GET", "/a//")).isEmpty();
    }

    @Test
    void a_fixed_segment_wins_over_a_variable() {
        assertThat(route("GET", "/a/types")).contains(FIXED);
        assertThat(route("GET", "/a/typess")).contains(ONE);
    }

    @Test
    void variables_are_decoded_once() {
        assertThat(routes.find("GET", "/a/50%2525%20%C3%A9").orElseThrow().variables())
                .isEqualTo(Map.of("id", "50%25 é"));
    }

    @Test
    void head_is_get_and_other_methods_are_told_what_there_is() {
        assertThat(route("HEAD", "/a")).contains(LIST);
        Routes.Match match = routes.find("DELETE", "/a").orElseThrow();
        assertThat(match.route()).isEmpty();
        assertThat(match.methods()).containsExactly("GET", "HEAD", "POST");
    }

    @Test
    void paths_that_try_to_be_something_else_lead_nowhere() {
        for (String path : List.of(
                "",
                "a",
                "/",
                "/b",
                "/a/b/c",
                "//a",
                "/a;x=y",
                "/a/b;x=y",
                "/a/..",
                "/a/%2e%2e",
                "/a/.",
                "/a/x%2Fy",
                "/a/%00",
                "/a/%zz",
                "/a/%C3",
                "/a/%",
                "/A")) {
            assertThat(routes.find("GET", path)).as(path).isEmpty();
        }
    }
}
