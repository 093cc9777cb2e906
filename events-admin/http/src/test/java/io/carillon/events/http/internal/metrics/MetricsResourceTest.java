// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.carillon.events.HandlerMode;
import io.carillon.events.Ordering;
import io.carillon.events.Priority;
import io.carillon.events.admin.Durations;
import io.carillon.events.admin.StoreAdmin;
import io.carillon.events.admin.StoreStatus;
import io.carillon.events.admin.SubscriptionStatus;
import io.carillon.events.admin.SubscriptionsAdmin;
import io.carillon.events.admin.TimingsAdmin;
import io.carillon.events.http.internal.live.LiveStatus;
import io.carillon.events.http.internal.problem.Problem;
import io.carillon.events.http.internal.problem.ProblemCode;
import io.carillon.events.http.internal.rest.Host;
import io.carillon.events.store.Hash;
import io.carillon.events.store.LogHead;
import io.carillon.events.store.StoreInfo;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class MetricsResourceTest {

    private static final LiveStatus LIVE =
            new LiveStatus(Map.of("sse", 3, "cloudevents.json", 0, "carillon.v1.json", 2), 100, 20_000, 4, 1);

    private static final Durations NONE = new Durations(List.of(0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L), Duration.ZERO);

    private final List<SubscriptionStatus> subscriptions = new ArrayList<>();
    private final Map<String, Durations> handlers = new TreeMap<>();

    private final TimingsAdmin timings = new TimingsAdmin() {
        @Override
        public Durations accepted() {
            return new Durations(List.of(5L, 3L, 0L, 0L, 1L, 0L, 0L, 2L), Duration.ofMillis(30_250));
        }

        @Override
        public Durations refused() {
            return NONE;
        }

        @Override
        public Map<String, Durations> handlers() {
            return handlers;
        }
    };

    /** A host of which only the store and the subscriptions are there. */
    private final Host host = new Host() {
        @Override
        public <T> T get(Class<T> capability) {
            if (capability == StoreAdmin.class) {
                StoreInfo info = new StoreInfo("sqlite", "3", "id", true, false, 1, 4096);
                StoreStatus status = new StoreStatus(
                        StoreStatus.State.OPEN, "sqlite", info, new LogHead(11, 42, Hash.ZERO, 1), Instant.EPOCH, "");
                return capability.cast((StoreAdmin) () -> status);
            }
            if (capability == TimingsAdmin.class) {
                return capability.cast(timings);
            }
            if (capability == SubscriptionsAdmin.class) {
                return capability.cast(Proxy.newProxyInstance(
                        capability.getClassLoader(), new Class<?>[] {capability}, (proxy, method, arguments) -> {
                            assertThat(method.getName()).isEqualTo("list");
                            return List.copyOf(subscriptions);
                        }));
            }
            throw Problem.of(ProblemCode.UNAVAILABLE, "away").toException();
        }
    };

    private static SubscriptionStatus subscription(String name) {
        return new SubscriptionStatus(
                name,
                "plugin",
                List.of("**"),
                HandlerMode.DURABLE,
                Ordering.SUBJECT,
                Priority.NORMAL,
                SubscriptionStatus.State.LIVE,
                true,
                40,
                2,
                Duration.ofSeconds(3),
                new SubscriptionStatus.Counts(5, 1, 0, 1, 7, 0),
                SubscriptionStatus.Breaker.CLOSED,
                0,
                null,
                null,
                null,
                null);
    }

    private Map<String, Double> read(boolean openMetrics) {
        String page = new String(
                new MetricsResource(host, "1.0.0", () -> LIVE).page(openMetrics).bytes(), StandardCharsets.UTF_8);
        return ExpositionReader.read(page, openMetrics);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void both_formats_are_exact_and_say_the_same(boolean openMetrics) {
        subscriptions.add(subscription("com.example.hello:main"));

        assertThat(read(openMetrics))
                .containsEntry("carillon_log_events", 32.0)
                .containsEntry("carillon_events_stored_bytes", 4096.0)
                .containsEntry("carillon_store_state{state=\"open\"}", 1.0)
                .containsEntry("carillon_store_state{state=\"away\"}", 0.0)
                .containsEntry(
                        "carillon_handler_events_total{handler=\"com.example.hello:main\",outcome=\"handled\"}", 5.0)
                .containsEntry("carillon_subscription_lag_events{subscription=\"com.example.hello:main\"}", 2.0)
                .containsEntry("carillon_dead_letters{subscription=\"com.example.hello:main\"}", 7.0)
                .containsKey("carillon_build_info{version=\"1.0.0\",java=\"" + Runtime.version() + "\"}")
                .doesNotContainKey("carillon_queue_events");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void times_are_histograms_in_seconds(boolean openMetrics) {
        handlers.put(
                "com.example.hello:main",
                new Durations(List.of(0L, 0L, 7L, 0L, 0L, 0L, 0L, 0L), Duration.ofMillis(140)));

        assertThat(read(openMetrics))
                .containsEntry("carillon_publish_duration_seconds_bucket{result=\"accepted\",le=\"0.001\"}", 5.0)
                .containsEntry("carillon_publish_duration_seconds_bucket{result=\"accepted\",le=\"0.005\"}", 8.0)
                .containsEntry("carillon_publish_duration_seconds_bucket{result=\"accepted\",le=\"10.0\"}", 9.0)
                .containsEntry("carillon_publish_duration_seconds_bucket{result=\"accepted\",le=\"+Inf\"}", 11.0)
                .containsEntry("carillon_publish_duration_seconds_sum{result=\"accepted\"}", 30.25)
                .containsEntry("carillon_publish_duration_seconds_count{result=\"accepted\"}", 11.0)
                .containsEntry("carillon_publish_duration_seconds_count{result=\"refused\"}", 0.0)
                .containsEntry(
                        "carillon_handler_duration_seconds_bucket{handler=\"com.example.hello:main\",le=\"0.005\"}",
                        0.0)
                .containsEntry(
                        "carillon_handler_duration_seconds_bucket{handler=\"com.example.hello:main\",le=\"0.025\"}",
                        7.0)
                .containsEntry("carillon_handler_duration_seconds_sum{handler=\"com.example.hello:main\"}", 0.14);
    }

    @Test
    void live_streams_are_counted_by_their_protocols() {
        assertThat(read(false))
                .containsEntry("carillon_stream_connections{protocol=\"sse\"}", 3.0)
                .containsEntry("carillon_stream_connections{protocol=\"cloudevents.json\"}", 0.0)
                .containsEntry("carillon_stream_connections{protocol=\"carillon.v1.json\"}", 2.0)
                .containsEntry("carillon_stream_events_total", 100.0)
                .containsEntry("carillon_stream_bytes_total", 20_000.0)
                .containsEntry("carillon_stream_switched_total", 4.0)
                .containsEntry("carillon_stream_slow_total", 1.0);
    }

    @Test
    void a_name_with_quotes_and_ends_of_lines_stays_one_label() {
        subscriptions.add(subscription("a\"} 1\nevil{x=\"\\"));

        assertThat(read(false)).containsKey("carillon_dead_letters{subscription=\"a\\\"} 1\\nevil{x=\\\"\\\\\"}");
    }

    @Test
    void labels_are_bounded() {
        IntStream.rangeClosed(0, MetricsResource.MAX_SUBSCRIPTIONS).forEach(i -> {
            subscriptions.add(subscription("p:" + i));
            handlers.put("p:" + i, NONE);
        });

        Map<String, Double> samples = read(false);

        assertThat(samples.keySet().stream().filter(name -> name.startsWith("carillon_dead_letters")))
                .hasSize(MetricsResource.MAX_SUBSCRIPTIONS);
        assertThat(samples.keySet().stream().filter(name -> name.startsWith("carillon_handler_duration_seconds_count")))
                .hasSize(MetricsResource.MAX_SUBSCRIPTIONS);
        assertThat(samples)
                .containsEntry("carillon_subscriptions", MetricsResource.MAX_SUBSCRIPTIONS + 1.0)
                .containsEntry("carillon_subscriptions_without_metrics", 1.0);
    }

    @Test
    void a_metric_is_in_one_place() {
        Exposition page = new Exposition(false).gauge("a", "A.");

        assertThatIllegalArgumentException().isThrownBy(() -> page.gauge("a", "A."));
    }
}
