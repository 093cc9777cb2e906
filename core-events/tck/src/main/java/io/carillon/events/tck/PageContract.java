// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.events.store.EventPage;
import io.carillon.events.store.EventQuery;
import io.carillon.events.store.EventQuery.Order;
import io.carillon.events.store.StoredEvent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** The pages of a query: where they begin and end, and what is next. */
interface PageContract extends StoreContract {

    @Test
    default void the_last_page_has_no_next_even_when_it_is_full() {
        append(events().next(9));

        for (Order order : Order.values()) {
            EventQuery.Builder threes = EventQuery.builder().order(order).limit(3);
            EventPage first = store().query(threes.build());
            EventPage second =
                    store().query(threes.cursor(first.next().orElseThrow()).build());
            EventPage third =
                    store().query(threes.cursor(second.next().orElseThrow()).build());
            assertThat(third.events()).hasSize(3);
            assertThat(third.next()).isEmpty();
        }
    }

    @Test
    default void positions_select_from_inclusive_to_exclusive_and_pages_stay_within_them() {
        append(events().next(20));

        assertThat(positionsOf(
                        EventQuery.builder().firstPosition(5).endPosition(9).limit(2)))
                .containsExactly(5L, 6L, 7L, 8L);
        assertThat(walk(EventQuery.builder()
                        .firstPosition(5)
                        .endPosition(9)
                        .limit(2)
                        .build()))
                .extracting(StoredEvent::position)
                .containsExactly(8L, 7L, 6L, 5L);
        assertThat(positionsOf(EventQuery.builder().firstPosition(19))).containsExactly(19L, 20L);
        assertThat(positionsOf(EventQuery.builder().endPosition(3))).containsExactly(1L, 2L);
        assertThat(positionsOf(EventQuery.builder().firstPosition(9).endPosition(9)))
                .isEmpty();
        assertThat(positionsOf(EventQuery.builder().firstPosition(9).endPosition(5)))
                .isEmpty();
        assertThat(positionsOf(EventQuery.builder().firstPosition(21))).isEmpty();
        assertThat(positionsOf(EventQuery.builder().firstPosition(Long.MAX_VALUE)))
                .isEmpty();
        assertThat(positionsOf(EventQuery.builder().endPosition(1))).isEmpty();
        assertThat(positionsOf(EventQuery.builder().endPosition(Long.MIN_VALUE)))
                .isEmpty();
        assertThat(store().count(EventQuery.builder()
                        .firstPosition(Long.MIN_VALUE)
                        .endPosition(Long.MAX_VALUE)
                        .build()))
                .isEqualTo(20);
        assertThat(store().count(EventQuery.builder()
                        .firstPosition(5)
                        .endPosition(9)
                        .cursor(6)
                        .build()))
                .isEqualTo(4);
    }

    @Test
    default void a_cursor_is_a_position_that_need_not_be_selected() {
        append(events().next(), events().of("s"), events().next(), events().of("s"), events().next());
        EventQuery.Builder ofSubject = EventQuery.builder().subject("s");

        assertThat(positionsOf(ofSubject.cursor(1))).containsExactly(2L, 4L);
        assertThat(positionsOf(ofSubject.cursor(2))).containsExactly(4L);
        assertThat(positionsOf(ofSubject.cursor(Long.MAX_VALUE))).isEmpty();
        ofSubject.order(Order.DESCENDING);
        assertThat(store().query(ofSubject.cursor(3).build()).events())
                .extracting(StoredEvent::position)
                .containsExactly(2L);
        assertThat(store().query(ofSubject.cursor(Long.MAX_VALUE).build()).events())
                .hasSize(2);
        assertThat(store().query(ofSubject.cursor(0).build()).events()).isEmpty();
    }

    @Test
    default void pages_stay_stable_while_others_append() {
        append(events().next(50));
        EventQuery.Builder down = EventQuery.builder().limit(7);
        EventQuery.Builder up = EventQuery.builder().limit(7).order(Order.ASCENDING);
        List<Long> seenDown = new ArrayList<>();
        List<Long> seenUp = new ArrayList<>();

        OptionalLong nextDown = read(down, seenDown);
        OptionalLong nextUp = read(up, seenUp);
        for (int i = 0; i < 10; i++) {
            append(events().next(3));
            nextDown = nextDown.isEmpty() ? nextDown : read(down.cursor(nextDown.getAsLong()), seenDown);
            nextUp = nextUp.isEmpty() ? nextUp : read(up.cursor(nextUp.getAsLong()), seenUp);
        }
        while (nextUp.isPresent()) {
            nextUp = read(up.cursor(nextUp.getAsLong()), seenUp);
        }

        Collections.reverse(seenDown);
        assertThat(nextDown).isEmpty();
        assertThat(seenDown).isEqualTo(StoreContract.positions(1, 50));
        assertThat(seenUp).isEqualTo(StoreContract.positions(1, 80));
    }

    private OptionalLong read(EventQuery.Builder query, List<Long> seen) {
        EventPage page = store().query(query.build());
        page.events().forEach(each -> seen.add(each.position()));
        return page.next();
    }

    @Test
    default void a_count_minds_neither_order_nor_cursor_nor_limit() {
        append(events().next(30));
        append(events().of("s"), events().of("s"));

        for (Order order : Order.values()) {
            assertThat(store().count(EventQuery.builder()
                            .order(order)
                            .cursor(5)
                            .limit(1)
                            .build()))
                    .isEqualTo(32);
            assertThat(store().count(EventQuery.builder()
                            .subject("s")
                            .order(order)
                            .cursor(5)
                            .limit(1)
                            .build()))
                    .isEqualTo(2);
        }
    }
}
