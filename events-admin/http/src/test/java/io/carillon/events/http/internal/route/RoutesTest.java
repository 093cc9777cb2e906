// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.carillon.events.admin.Scope;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class RoutesTest {

    private static final Route.Handler NOTHING = call -> Answer.empty(204);
    private static final Route LIST = route("GET", "/a", Scope.EVENTS_READ, "list");
    private static final Route FIXED = route("GET", "/a/types", Scope.EVENTS_READ, "types");
    private static final Route ONE = route("GET", "/a/{id}", Scope.EVENTS_READ, "one");
    private static final Route MAKE = route("POST", "/a", Scope.EVENTS_PUBLISH, "make");
    private static final Route EVENT = route("GET", "/api/v1/events/{id}", Scope.EVENTS_READ, "event");

    private final Routes routes = new Routes(List.of(LIST, ONE, FIXED, MAKE, EVENT));

    private static Route route(String method, String path, Scope scope, String name) {
        return Route.of(method, path, scope, NOTHING)
                .described(Operation.named(name, "test", "A test").answers(204));
    }

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

    @Test
    @SuppressWarnings("NullAway")
    void a_route_without_a_declared_right_does_not_start() {
        assertThatNullPointerException()
                .isThrownBy(() -> new Route("GET", "/open", null, LIST.operation(), NOTHING))
                .withMessage("GET /open does not declare what it needs");
    }

    @Test
    void a_route_that_is_not_described_or_there_twice_does_not_start() {
        Route bare = Route.of("GET", "/bare", Scope.EVENTS_READ, NOTHING);
        Route mute = bare.described(Operation.named("mute", "test", "Says nothing"));

        for (List<Route> table : List.of(
                List.of(bare),
                List.of(mute),
                List.of(LIST, LIST.described(MAKE.operation())),
                List.of(LIST, FIXED.described(LIST.operation())))) {
            assertThatIllegalArgumentException().isThrownBy(() -> new Routes(table));
        }
    }

    @Test
    void the_old_name_of_the_events_leads_to_the_same_routes() {
        Routes.Match old = routes.find("GET", "/api/events/x/").orElseThrow();

        assertThat(old.route()).contains(EVENT);
        assertThat(old.variables()).isEqualTo(Map.of("id", "x"));
        assertThat(old.old()).isTrue();
        assertThat(routes.find("GET", "/api/v1/events/x").orElseThrow().old()).isFalse();
        assertThat(routes.find("GET", "/api/eventsx/y")).isEmpty();
        assertThat(routes.find("GET", "/api/plugins")).isEmpty();
    }
}
