// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.events.EventDraft;
import io.carillon.events.StoreUnavailableException;
import io.carillon.events.admin.EventsAdmin;
import io.carillon.events.admin.Principal;
import io.carillon.events.admin.Role;
import io.carillon.events.admin.StoreAdmin;
import io.carillon.events.http.internal.FakeLog;
import io.carillon.events.http.internal.filter.EventFilter;
import io.carillon.events.http.internal.problem.ProblemCode;
import io.carillon.events.http.internal.problem.ProblemException;
import io.carillon.events.store.EventPage;
import io.carillon.events.store.EventQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class EventSearchTest {

    private static final Principal EVERYBODY = Principal.of("test", Role.ADMIN);

    private final FakeLog log = new FakeLog();
    private final StoreAdmin store = log.store();
    private final AtomicLong nanos = new AtomicLong();
    private final EventSearch search = new EventSearch(
            new Host() {
                @Override
                public <T> T get(Class<T> capability) {
                    return capability.cast(capability == EventsAdmin.class ? log : store);
                }
            },
            nanos::get);

    @BeforeEach
    void fill() {
        for (int i = 1; i <= 1_000; i++) {
            log.publish(List.of(EventDraft.builder(i % 100 == 0 ? "rare.type" : "usual.type")
                    .id("e" + i)
                    .source("/s")
                    .build()));
        }
    }

    private static EventFilter rare() {
        return (event, steps) -> event.type().equals("rare.type");
    }

    private static EventSelection selection(EventFilter filter, int limit) {
        return EventSelection.of(EventQuery.builder().limit(limit).build(), filter, EVERYBODY);
    }

    @Test
    void pages_of_a_filter_hold_what_it_lets_through_and_each_once() {
        List<Long> seen = new ArrayList<>();
        EventSelection selection = selection(rare(), 3);
        EventPage page = search.page(selection);
        int pages = 1;
        while (page.next().isPresent()) {
            page.events().forEach(each -> seen.add(each.position()));
            page = search.page(selection.with(selection.query().toBuilder()
                    .cursor(page.next().getAsLong())
                    .build()));
            pages++;
        }
        page.events().forEach(each -> seen.add(each.position()));

        assertThat(seen).containsExactly(1000L, 900L, 800L, 700L, 600L, 500L, 400L, 300L, 200L, 100L);
        assertThat(pages).isEqualTo(4);
    }

    @Test
    void the_last_page_has_no_next_even_when_it_is_full() {
        EventPage page = search.page(selection(EventFilter.EVERYTHING, 1_000));

        assertThat(page.events()).hasSize(1_000);
        assertThat(page.next()).isEmpty();
    }

    @Test
    void a_search_whose_time_is_over_goes_on_with_the_next_page() {
        EventFilter slow = (event, steps) -> {
            nanos.addAndGet(EventSearch.PATIENCE_NANOS / 100);
            return false;
        };

        EventPage page = search.page(selection(slow, 10));

        assertThat(page.events()).isEmpty();
        assertThat(page.next()).isEqualTo(OptionalLong.of(891));
    }

    @Test
    void counting_one_by_one_that_takes_too_long_is_a_problem() {
        EventFilter slow = (event, steps) -> {
            nanos.addAndGet(EventSearch.PATIENCE_NANOS / 100);
            return true;
        };

        assertCode(() -> search.each(selection(slow, 10), each -> {}), ProblemCode.QUERY_TIMEOUT);
    }

    @Test
    void a_store_that_works_but_does_not_come_to_an_end_is_another_problem_than_none() {
        StoreUnavailableException failure = new StoreUnavailableException("interrupted");

        assertCode(
                () -> search.timed(() -> {
                    nanos.addAndGet(2_000_000_000L);
                    throw failure;
                }),
                ProblemCode.QUERY_TIMEOUT);
        assertThatThrownBy(() -> search.timed(() -> {
                    throw failure;
                }))
                .isSameAs(failure);
    }

    private static void assertCode(Runnable run, ProblemCode code) {
        assertThatThrownBy(run::run).isInstanceOfSatisfying(ProblemException.class, e -> assertThat(
                        e.problem().code())
                .isEqualTo(code));
    }
}
