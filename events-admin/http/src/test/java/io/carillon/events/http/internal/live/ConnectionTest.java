// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.events.http.internal.FakeLog;
import io.carillon.events.http.internal.rest.Host;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ConnectionTest {

    /** So long that only the times of the test count. */
    private static final Duration HEARTBEAT = Duration.ofHours(1);

    private static final Duration LONGEST = Duration.ofMinutes(2);

    private final FakeLog log = new FakeLog();
    private final Streams streams = new Streams(
            new LiveSettings(10, 10, HEARTBEAT, HEARTBEAT),
            new Host() {
                @Override
                public <T> T get(Class<T> capability) {
                    return capability.cast(log);
                }
            },
            Clock.systemUTC());
    private final AtomicInteger heartbeats = new AtomicInteger();
    private final List<Farewell> farewells = new CopyOnWriteArrayList<>();

    @AfterEach
    void end() {
        streams.close();
    }

    private Connection connect(Consumer<Connection> answer) {
        Client client = new Client(answer);
        Connection connection =
                streams.connect(client, new Wire.Peer("carillon.v1.json", "test"), streams.slot("p"), () -> true);
        client.connection = connection;
        return connection;
    }

    /** Lets so many heartbeats' time pass at once, again and again until the connection does something. */
    private void pass(Connection connection, int lengths) {
        int before = heartbeats.get();
        await().atMost(LONGEST)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> {
                    connection.pulse(
                            System.nanoTime() + HEARTBEAT.multipliedBy(lengths).toNanos(), true);
                    return heartbeats.get() > before || !farewells.isEmpty();
                });
    }

    @Test
    void a_client_whose_answer_is_there_at_once_is_never_taken_for_silent() {
        Connection connection = connect(Connection::heard);

        for (int i = 0; i < 20; i++) {
            pass(connection, 2);
            pass(connection, 10);
        }

        assertThat(farewells).isEmpty();
    }

    @Test
    void a_client_that_does_not_answer_is_let_go_after_three_heartbeats() {
        Connection connection = connect(each -> {});

        pass(connection, 2);
        assertThat(farewells).isEmpty();
        connection.pulse(System.nanoTime() + HEARTBEAT.multipliedBy(4).toNanos(), true);

        await().atMost(LONGEST).until(() -> !farewells.isEmpty());
        assertThat(farewells).containsExactly(Farewell.SILENT);
    }

    @Test
    void a_pulse_that_comes_while_a_heartbeat_is_asked_has_another_one_asked() {
        AtomicInteger pulses = new AtomicInteger(2);
        Connection connection = connect(each -> {
            each.heard();
            if (pulses.decrementAndGet() > 0) {
                each.pulse(System.nanoTime() + HEARTBEAT.multipliedBy(2).toNanos(), true);
            }
        });

        connection.pulse(System.nanoTime() + HEARTBEAT.multipliedBy(2).toNanos(), true);

        await().atMost(LONGEST).until(() -> heartbeats.get() == 2);
    }

    /** A client that answers heartbeats in its own way. */
    private final class Client implements Wire, Pack {

        private final Consumer<Connection> answer;
        private volatile @Nullable Connection connection;
        private int size;

        Client(Consumer<Connection> answer) {
            this.answer = answer;
        }

        @Override
        public Pack pack() {
            return this;
        }

        @Override
        public void send(Sent done) {
            size = 0;
            done.sent();
        }

        @Override
        public boolean heartbeat() {
            Connection mine = connection;
            if (mine != null) {
                answer.accept(mine);
            }
            heartbeats.incrementAndGet();
            return true;
        }

        @Override
        public void close(Farewell farewell) {
            // nothing is open
        }

        @Override
        public void abort() {
            // nothing is open
        }

        @Override
        public void event(int feed, EncodedEvent event) {
            size++;
        }

        @Override
        public void caughtUp(int feed, long position) {
            size++;
        }

        @Override
        public void gap(int feed, StartPoint.Gap gap) {
            size++;
        }

        @Override
        public void position(int feed, long position) {
            size++;
        }

        @Override
        public void answer(byte[] frame) {
            size++;
        }

        @Override
        public void bye(Farewell farewell) {
            farewells.add(farewell);
            size++;
        }

        @Override
        public int size() {
            return size;
        }
    }
}
