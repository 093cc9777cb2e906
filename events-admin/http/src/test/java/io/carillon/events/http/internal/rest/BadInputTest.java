// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.events.Event;
import io.carillon.events.EventDraft;
import io.carillon.events.http.internal.filter.FilterParser;
import io.carillon.events.http.internal.live.StartPoint;
import io.carillon.events.http.internal.problem.ProblemException;
import io.carillon.inputs.MutatedInputs;
import java.io.ByteArrayInputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/**
 * Inputs that are broken in thousands of ways: each is taken or refused with a problem of the caller's, at once. {@code
 * -Dcarillon.inputs=N} makes more of them, {@code -Dcarillon.seed=N} others.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
class BadInputTest {

    private static final int COUNT = MutatedInputs.COUNT;
    private static final long LONGEST_NANOS = 10_000_000_000L;
    /** Other work on the machine does not count. */
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** What is to be fed. */
    private interface Taker {
        void take(String input) throws Exception;
    }

    private static void feed(List<String> good, Taker taker) throws Exception {
        Random random = new Random(MutatedInputs.SEED);
        int refused = 0;
        for (int i = 0; i < COUNT; i++) {
            String input = MutatedInputs.broken(good.get(random.nextInt(good.size())), random);
            long start = THREADS.getCurrentThreadCpuTime();
            try {
                taker.take(input);
            } catch (ProblemException e) {
                refused++;
                assertThat(e.problem().code().status()).as(input).isBetween(400, 499);
                assertThat(e.problem().detail()).as(input).doesNotContain("REDACTED", "StreamRead", "[Source:");
            } catch (Throwable e) {
                throw new AssertionError("seed " + MutatedInputs.SEED + ", input " + i + ": " + input, e);
            }
            assertThat(THREADS.getCurrentThreadCpuTime() - start).as(input).isLessThan(LONGEST_NANOS);
        }
        assertThat(refused).isBetween(COUNT / 10, COUNT);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void events_are_taken_or_refused() throws Exception {
        List<String> good = List.of(
                "{\"type\":\"a.b\",\"data\":{\"x\":[1,2.5,\"\\u00e9\"]},\"subject\":\"s\"}",
                "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"a.b\",\"time\":\"2026-01-31T12:00:00Z\","
                        + "\"datacontenttype\":\"text/plain\",\"data\":\"x\",\"ext\":7}");
        for (EventForm form : EventForm.values()) {
            feed(good, input -> EventJson.one(bytes(input), form));
        }
        feed(
                List.of("[" + good.get(1) + "," + good.get(1) + "]"),
                input -> EventJson.many(bytes(input), EventForm.CLOUD_EVENT).stream()
                        .filter(item -> item.problem() != null)
                        .findFirst()
                        .ifPresent(item -> {
                            throw Objects.requireNonNull(item.problem()).toException();
                        }));
    }

    @Test
    void tables_are_taken_or_refused() throws Exception {
        feed(
                List.of(
                        "id,source,type,data\n1,/s,a.b,\"{\"\"x\"\":1}\"\r\n2,/s,a.b,\n",
                        "\ufefftype,id,source,extensions,dataencoding,data\na.b,1,/s,\"{\"\"n\"\":7}\",base64,AAA=\n"),
                input -> {
                    EventTable table = new EventTable(new ByteArrayInputStream(bytes(input)));
                    while (table.next()) {
                        table.draft();
                    }
                });
    }

    @Test
    void filters_are_taken_or_refused() throws Exception {
        feed(
                List.of(
                        "[{\"exact\":{\"type\":\"a.b\"}},{\"not\":{\"any\":[{\"prefix\":{\"source\":\"/s\"}},{\"suffix\":{\"id\":\"1\"}}]}}]",
                        "{\"data\":{\"/a/0/b~1c\":{\">\":10,\"<=\":1e5},\"/x\":null}}"),
                FilterParser::parse);
        Event event = Event.of(EventDraft.builder("a.b")
                .id("1")
                .source("/s")
                .time(Instant.EPOCH)
                .extension("n", 7)
                .build());
        feed(
                List.of(
                        "{\"sql\":\"type = 'a.b' AND (NOT EXISTS x OR -n * 2 + 1 <= 7 OR id NOT LIKE '%a_')\"}",
                        "{\"sql\":\"CONCAT_WS('/',LEFT(id,3),SUBSTRING(type,-1,2)) IN ('1/b', n) XOR TRUE\"}"),
                input -> FilterParser.parse(input).test(event));
        feed(List.of("/total>=1000", "/a/b~0c=x", "/n!=true"), FilterParser::data);
    }

    @Test
    void cursors_are_taken_or_refused() throws Exception {
        String cursor = new Cursor(42, Instant.EPOCH).text("type=a");

        feed(List.of(cursor), input -> Cursor.parse(input, "type=a"));
    }

    @Test
    void times_are_taken_or_refused() throws Exception {
        feed(
                List.of("2026-01-31T12:00:00Z", "2026-01-31T12:00:00.123456789+01:00", "-15m", "now", "-999999999d"),
                input -> TimeExpression.parse("from", input, Instant.EPOCH));
        feed(List.of("1042", "00000000000000001042", "-15m"), input -> Bound.parse("from", input, Instant.EPOCH));
    }

    @Test
    void widths_of_time_are_taken_or_refused() throws Exception {
        Instant now = Instant.parse("2026-01-31T12:00:00Z");

        feed(List.of("auto", "30s", "15m", "1h", "1d"), input -> Buckets.of(input, null, now, now));
    }

    @Test
    void ranges_up_to_the_ends_of_time_are_cut_too() {
        Instant first = OffsetDateTime.parse("-999999999-01-01T00:00:00Z").toInstant();
        Instant last = OffsetDateTime.parse("+999999999-12-31T23:59:59Z").toInstant();

        assertThat(Buckets.of("999999d", last.minusSeconds(1), last, first).parts())
                .containsExactly(new Buckets.Part(last.minusSeconds(1), last));
        assertThat(Buckets.of("999999d", first, first.plusSeconds(1), last).parts())
                .hasSize(1);
        assertThat(Buckets.of("auto", first, last, last).parts()).hasSizeLessThanOrEqualTo(Buckets.MAX_PARTS);
    }

    @Test
    void places_to_begin_at_are_taken_or_refused() throws Exception {
        feed(
                List.of("00000000000000001042", "2026-01-31T12:00:00Z", "-15m", "earliest", "new"),
                input -> StartPoint.parse("Last-Event-ID", input, Instant.EPOCH));
    }

    @Test
    void small_bodies_are_taken_or_refused() throws Exception {
        feed(List.of("{\"name\":\"x\",\"limit\":7,\"force\":true}"), input -> {
            JsonBody body = JsonBody.parse(bytes(input), "name", "limit", "force");
            body.text("name", 10);
            body.count("limit");
            body.flag("force");
        });
    }
}
