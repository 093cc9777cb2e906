// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.live;

import io.carillon.events.EventsException;
import io.carillon.events.http.internal.problem.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client with its feeds. It takes turns: each packs what the feeds have and sends it; the next comes when that is
 * written, or when there is something new. One flight at a time, so what waits for a client waits in the log.
 *
 * <p>Threads: a turn runs on one thread at a time and owns everything not said otherwise. Who wants something of the
 * connection puts it into the inbox.
 */
public final class Connection implements Wire.Sent {

    /** Flights in one turn; then others come first. */
    private static final int ROUNDS = 4;
    /** When to ask again a log that does not answer. */
    private static final Duration RETRY = Duration.ofMillis(250);

    private static final long NEVER = Long.MIN_VALUE;

    /** Heartbeats without an answer; then nobody is there. */
    private static final int MISSED = 3;

    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

    private final String id;
    private final Wire wire;
    private final Wire.Peer peer;
    private final Slot slot;
    private final Standing standing;
    private final Streams streams;
    /** Read by others too. */
    private final ConcurrentSkipListMap<Integer, Feed> feeds = new ConcurrentSkipListMap<>();

    private final Deque<Answer> answers = new ArrayDeque<>();
    private final Queue<Runnable> inbox = new ConcurrentLinkedQueue<>();
    private final AtomicInteger signals = new AtomicInteger();
    private final AtomicBoolean gone = new AtomicBoolean();
    private final Pace pace = new Pace();
    private final Instant since;
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private boolean settling;
    private boolean said;
    private volatile boolean inFlight;
    /** Whether it goes on from the log, for what follows is not in memory. */
    private boolean onLog;

    private volatile boolean heartbeatDue;
    private volatile boolean positionDue;
    private volatile @Nullable Farewell leaving;
    private volatile long leavingSince;
    /** Since when an answer to a heartbeat is missing. */
    private volatile long askedSince = NEVER;

    /** A frame to answer with, and what happens when it is on its way. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Answer(byte[] frame, Runnable then) {}

    Connection(String id, Wire wire, Wire.Peer peer, Slot slot, Standing standing, Streams streams) {
        this.id = id;
        this.wire = wire;
        this.peer = peer;
        this.slot = slot;
        this.standing = standing;
        this.streams = streams;
        this.since = streams.clock().instant();
    }

    public String id() {
        return id;
    }

    Slot slot() {
        return slot;
    }

    public Wire.Peer peer() {
        return peer;
    }

    Instant since() {
        return since;
    }

    int feeds() {
        return feeds.size();
    }

    /** Adds a feed. The caller has seen to their number. */
    public void add(Feed feed) {
        ask(() -> feeds.put(feed.id(), feed));
    }

    /** Removes a feed. */
    public void remove(int feed) {
        ask(() -> feeds.remove(feed));
    }

    /** Allows a feed more events. */
    public void grant(int feed, long more) {
        ask(() -> Optional.ofNullable(feeds.get(feed)).ifPresent(each -> each.grant(more)));
    }

    /** Brings the credit of a feed back to what it was at first. */
    public void refill(int feed, long credit) {
        ask(() -> Optional.ofNullable(feeds.get(feed)).ifPresent(each -> each.refill(credit)));
    }

    /** The other side has shown that it is there. */
    public void heard() {
        askedSince = NEVER;
    }

    /**
     * Answers with a frame before any more events.
     *
     * @param then done when the frame is on its way; must not block
     */
    public void answer(byte[] frame, Runnable then) {
        ask(() -> answers.add(new Answer(frame, then)));
    }

    /** Ends the connection when what is on its way is written, or soon. */
    public synchronized void leave(Farewell farewell) {
        if (leaving == null) {
            leavingSince = System.nanoTime();
            leaving = farewell;
        }
        wake();
    }

    /** Whether the other side is gone, or is being sent away. */
    public boolean isOver() {
        return gone.get() || leaving != null;
    }

    /** Whether what came from the other side before the end still counts: not if what it was let in with was withdrawn. */
    public boolean counts() {
        return !isOver() || standing.holds();
    }

    /** Completes when the connection is gone. */
    CompletableFuture<Void> end() {
        return end;
    }

    private void ask(Runnable wish) {
        inbox.add(wish);
        wake();
    }

    /** There may be something new in the tail. */
    void nudge() {
        if (!inFlight) {
            wake();
        }
    }

    private void wake() {
        if (signals.getAndIncrement() == 0) {
            streams.live(() -> run(false));
        }
    }

    private void run(boolean mayRead) {
        int seen = signals.get();
        boolean behind = false;
        try {
            if (gone.get()) {
                forget();
            } else {
                behind = turn(mayRead);
            }
        } catch (ProblemException | EventsException e) {
            LOG.debug("Connection {} cannot read the log, tried again: {}", id, e.getMessage());
            streams.later(RETRY, this::nudge);
        } catch (Throwable e) { // without this turn there would never be another one
            LOG.error("Connection {} of {} is closed because of a mistake of the host", id, peer.remote(), e);
            abort();
        }
        if (behind) {
            streams.reading(() -> run(true));
        } else if (!signals.compareAndSet(seen, 0)) {
            streams.live(() -> run(false));
        }
    }

    /** There is nobody to answer any more; what waits for an answer to be on its way goes on all the same. */
    private void forget() {
        for (Runnable wish = inbox.poll(); wish != null; wish = inbox.poll()) {
            wish.run();
        }
        for (Answer answer = answers.poll(); answer != null; answer = answers.poll()) {
            answer.then().run();
        }
    }

    /** Returns whether the log has to be read to go on. */
    private boolean turn(boolean mayRead) {
        for (int round = 0; round < ROUNDS; round++) {
            for (Runnable wish = inbox.poll(); wish != null; wish = inbox.poll()) {
                wish.run();
            }
            if (inFlight) {
                return false;
            }
            if (settling) {
                settling = false;
                feeds.values().forEach(Feed::settle);
            }
            Farewell farewell = leaving;
            if (farewell != null) {
                part(farewell);
                return false;
            }
            boolean behind = pack(mayRead);
            if (wire.pack().size() == 0) {
                return behind;
            }
            launch();
        }
        signals.incrementAndGet();
        return false;
    }

    private void part(Farewell farewell) {
        if (!said) {
            said = true;
            wire.pack().bye(farewell);
            if (wire.pack().size() > 0) {
                launch();
            }
        }
        if (!inFlight) {
            gone(() -> wire.close(farewell));
            streams.later(LiveSettings.GRACE, wire::abort);
        }
    }

    private boolean pack(boolean mayRead) {
        Pack pack = wire.pack();
        for (Answer answer = answers.poll(); answer != null; answer = answers.poll()) {
            pack.answer(answer.frame());
            answer.then().run();
        }
        boolean behind = fill(pack, mayRead);
        if (positionDue) {
            positionDue = false;
            long now = System.nanoTime();
            feeds.values().stream()
                    .filter(each -> each.isSilent(now, streams.settings().position()))
                    .forEach(each -> each.tellPosition(pack));
        }
        boolean ask = heartbeatDue && pack.size() == 0;
        heartbeatDue = false; // before it is asked: what comes due meanwhile is another one
        if (ask) {
            if (askedSince == NEVER) {
                askedSince = System.nanoTime(); // before it is asked: the answer may be there at once
            }
            if (!wire.heartbeat()) {
                askedSince = NEVER;
            }
            pace.launched(System.nanoTime());
        }
        return behind;
    }

    /** Each feed gets its share of the flight; what is left then is for those with more. */
    private boolean fill(Pack pack, boolean mayRead) {
        LogReads log = mayRead ? streams.log() : null;
        List<Feed> more = new ArrayList<>();
        boolean behind = false;
        for (Feed feed : feeds.values()) {
            int share = pack.size() + Math.max(1, (pace.limit() - pack.size()) / feeds.size());
            Feed.End end = feed.fill(pack, share, streams.tail(), log);
            behind |= end == Feed.End.BEHIND;
            if (end == Feed.End.FULL) {
                more.add(feed);
            }
        }
        if (feeds.size() == 1) {
            more.clear(); // its share was all there is
        }
        for (Feed feed : more) {
            behind |= feed.fill(pack, pace.limit(), streams.tail(), log) == Feed.End.BEHIND;
        }
        if (!mayRead) {
            if (behind && !onLog) {
                streams.figures().switching();
            }
            onLog = behind;
        }
        int events = feeds.values().stream().mapToInt(Feed::takePacked).sum();
        if (events > 0) {
            streams.figures().events(events);
        }
        return behind;
    }

    private void launch() {
        pace.launched(System.nanoTime());
        streams.figures().sending(wire.pack().size());
        settling = true;
        inFlight = true;
        wire.send(this);
    }

    @Override
    public void sent() {
        pace.arrived(System.nanoTime());
        inFlight = false;
        wake();
    }

    @Override
    public void failed(Throwable reason) {
        LOG.debug("Connection {} of {} is broken: {}", id, peer.remote(), reason.toString());
        abort();
    }

    /** Closes without a word. */
    public void abort() {
        gone(wire::abort);
    }

    /** The other side has closed. */
    public void closed() {
        gone(() -> {});
    }

    private void gone(Runnable how) {
        if (gone.compareAndSet(false, true)) {
            streams.remove(this);
            slot.release();
            how.run();
            end.complete(null);
            wake(); // for those who wait for an answer to be on its way
        }
    }

    Standing standing() {
        return standing;
    }

    /**
     * Looks after what depends on time. Called about twice a second.
     *
     * @param stands whether the client may still be here
     */
    void pulse(long now, boolean stands) {
        if (leaving != null) {
            if (now - leavingSince > LiveSettings.GRACE.toNanos()) {
                abort();
            }
            return;
        }
        if (!stands) {
            leave(Farewell.UNAUTHENTICATED);
        } else if (inFlight && now - pace.since() > streams.settings().slow().toNanos()) {
            streams.figures().slow();
            long resume = resumeAfter();
            LOG.info(
                    "Connection {} of {} took nothing for {}; it may resume after {}",
                    id,
                    peer.remote(),
                    streams.settings().slow(),
                    resume);
            leave(Farewell.slow(resume));
        } else if (askedSince != NEVER
                && now - askedSince > streams.settings().heartbeat().toNanos() * MISSED) {
            leave(Farewell.SILENT);
        } else if (!inFlight) {
            // What an earlier pulse found due stays so until it is done.
            heartbeatDue = heartbeatDue
                    || now - pace.since() > streams.settings().heartbeat().toNanos();
            positionDue = positionDue
                    || feeds.values().stream()
                            .anyMatch(each ->
                                    each.isSilent(now, streams.settings().position()));
            if (heartbeatDue || positionDue) {
                wake();
            }
        }
    }

    /** Everything up to here was written to every feed; -1 without feeds. */
    private long resumeAfter() {
        return feeds.values().stream().mapToLong(Feed::settled).min().orElse(-1);
    }

    /** How many events of the log the slowest feed is behind. */
    long lag() {
        long head = streams.tail().head();
        long lowest = feeds.values().stream().mapToLong(Feed::settled).min().orElse(head);
        return Math.max(0, head - lowest);
    }
}
