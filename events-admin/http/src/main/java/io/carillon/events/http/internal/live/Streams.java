// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.live;

import io.carillon.events.http.internal.rest.Host;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All connections, and what they share.
 *
 * <p>Threads: safe for concurrent use.
 */
public final class Streams implements AutoCloseable, Follower.Audience {

    private static final Logger LOG = LoggerFactory.getLogger(Streams.class);
    private static final Duration PULSE = Duration.ofMillis(400);
    private static final Duration LONGEST_GOODBYE = Duration.ofSeconds(2);

    private final LiveSettings settings;
    private final Clock clock;
    private final LogReads log;
    private final Tail tail = new Tail(LiveSettings.TAIL_WEIGHT);
    private final Workers workers = new Workers();
    private final LiveFigures figures = new LiveFigures();
    private final Slots slots;
    private final Follower follower;
    private final Map<String, Connection> connections = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();
    private volatile boolean closing;

    Streams(LiveSettings settings, Host host, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        this.log = new LogReads(host);
        this.slots = new Slots(settings.connections(), settings.perPrincipal());
        this.follower = new Follower(log, tail, this);
        follower.start();
        workers.every(PULSE, this::pulse);
    }

    /**
     * Room for a connection.
     *
     * @throws io.carillon.events.http.internal.problem.ProblemException if there is none
     */
    public Slot slot(String principal) {
        return slots.take(principal);
    }

    /** Takes a connection in; it begins with its first feed. */
    public Connection connect(Wire wire, Wire.Peer peer, Slot slot, Standing standing) {
        String id = "c" + numbers.incrementAndGet();
        Connection connection = new Connection(id, wire, peer, slot, standing, this);
        synchronized (follower) {
            connections.put(id, connection);
            follower.want(true);
        }
        if (closing) {
            connection.leave(Farewell.SHUTDOWN);
        }
        return connection;
    }

    void remove(Connection connection) {
        synchronized (follower) {
            connections.remove(connection.id());
            follower.want(!connections.isEmpty());
        }
    }

    /** All connections, oldest first; an immutable list. */
    List<Connection> connections() {
        return connections.values().stream()
                .sorted(Comparator.comparing(Connection::since))
                .toList();
    }

    /** How they stand. */
    public LiveStatus status() {
        Map<String, Integer> byProtocol = new HashMap<>();
        Wire.Peer.PROTOCOLS.forEach(protocol -> byProtocol.put(protocol, 0));
        connections.values().forEach(each -> byProtocol.merge(each.peer().protocol(), 1, Integer::sum));
        return new LiveStatus(byProtocol, figures.sent(), figures.bytes(), figures.switched(), figures.slowClients());
    }

    Optional<Connection> connection(String id) {
        return Optional.ofNullable(connections.get(id));
    }

    public LiveFigures figures() {
        return figures;
    }

    public LogReads log() {
        return log;
    }

    public Clock clock() {
        return clock;
    }

    /** How long a connection may be silent. */
    public Duration heartbeat() {
        return settings.heartbeat();
    }

    /** Does what may wait for the store. */
    public void command(Runnable work) {
        workers.command(work);
    }

    LiveSettings settings() {
        return settings;
    }

    Tail tail() {
        return tail;
    }

    void live(Runnable work) {
        workers.live(work);
    }

    void reading(Runnable work) {
        workers.reading(work);
    }

    /** Something short that does not block, later. */
    public void later(Duration delay, Runnable work) {
        workers.later(delay, work);
    }

    @Override
    public void nudge() {
        connections.values().forEach(Connection::nudge);
    }

    @Override
    public void logReplaced() {
        LOG.warn(
                "The log is another one or lost its end; all {} live streams are asked to come again",
                connections.size());
        connections.values().forEach(each -> each.leave(Farewell.LOG_REPLACED));
    }

    private void pulse() {
        long now = System.nanoTime();
        Map<Standing, Boolean> asked = new HashMap<>(); // once for all connections of one caller
        for (Connection each : connections.values()) {
            each.pulse(now, asked.computeIfAbsent(each.standing(), Standing::holds));
        }
    }

    /** Tells everybody that the host stops, and waits a little until they know. */
    public void dismiss() {
        closing = true;
        List<Connection> all = connections();
        all.forEach(each -> each.leave(Farewell.SHUTDOWN));
        CompletableFuture<?>[] ends = all.stream().map(Connection::end).toArray(CompletableFuture[]::new);
        try {
            CompletableFuture.allOf(ends).get(LONGEST_GOODBYE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.debug("Not all live streams could be told that the host stops", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        connections().forEach(Connection::abort);
        closing = false;
    }

    @Override
    public void close() {
        dismiss();
        follower.close();
        workers.close();
    }
}
