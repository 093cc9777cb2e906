// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.live;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One subscription of a connection: reads behind the tail of the log, or in the log itself when it is further back. The
 * same position decides both, so that going from one to the other neither leaves out an event nor gives it twice.
 *
 * <p>Threads: one at a time; {@link #position} and {@link #settled} may be read by any.
 */
public final class Feed {

    /** Events read from the log at a time. */
    static final int PAGE = 512;

    /** Credit of a feed that the server paces. */
    public static final long UNLIMITED = Long.MAX_VALUE;

    private final int id;
    private final Interest interest;
    private volatile long position;
    private volatile long settled;
    private StartPoint.@Nullable Gap gap;
    private long credit;
    private boolean caughtUp;
    private int page = PAGE;
    private int packed;
    /** How far the client knows, and since when it was told nothing. */
    private long told;

    private volatile long toldAt = System.nanoTime();

    /**
     * A feed.
     *
     * @param id tells the feeds of a connection apart
     * @param credit events that may be sent before more is granted
     */
    public Feed(int id, Interest interest, StartPoint.Place start, long credit) {
        this.id = id;
        this.interest = interest;
        this.position = start.position();
        this.settled = start.position();
        this.told = start.position();
        this.gap = start.gap().orElse(null);
        this.credit = credit;
    }

    /** How filling a flight ended. */
    enum End {
        /** There is nothing more to send now. */
        IDLE,
        /** The flight is full. */
        FULL,
        /** What comes next has to be read from the log. */
        BEHIND
    }

    public int id() {
        return id;
    }

    /** Every wanted event up to here was packed. */
    public long position() {
        return position;
    }

    /** Every wanted event up to here was written. */
    public long settled() {
        return settled;
    }

    /** Events packed since this was asked last. */
    int takePacked() {
        int count = packed;
        packed = 0;
        return count;
    }

    /** Whether the client was told nothing for a while. */
    boolean isSilent(long now, Duration longest) {
        return now - toldAt > longest.toNanos();
    }

    /** Tells how far the client is, if that is further than it knows. */
    void tellPosition(Pack pack) {
        if (position > told) {
            pack.position(id, position);
        }
        know(position);
    }

    private void know(long known) {
        told = known;
        toldAt = System.nanoTime();
    }

    /** What was packed is written. */
    void settle() {
        settled = position;
    }

    /** Allows more events. */
    public void grant(long more) {
        credit = credit > UNLIMITED - more ? UNLIMITED : credit + more;
    }

    /** Allows as many events as at first, unless more are allowed already. */
    public void refill(long first) {
        credit = Math.max(credit, first);
    }

    /** Packs what comes next until the flight has {@code limit} bytes; {@code log} is {@code null} where nothing may block. */
    End fill(Pack pack, int limit, Tail tail, @Nullable LogReads log) {
        if (!tail.known()) {
            return End.IDLE;
        }
        if (gap != null) {
            pack.gap(id, gap);
            gap = null;
        }
        while (pack.size() < limit) {
            if (credit == 0) {
                return End.IDLE;
            }
            Optional<LogPage> next = tail.after(position);
            if (next.isEmpty()) {
                if (position >= tail.head()) {
                    catchUp(pack);
                    return End.IDLE;
                }
                if (log == null) {
                    return End.BEHIND;
                }
                next = read(pack, log);
                if (next.isEmpty()) {
                    return End.IDLE;
                }
            }
            if (!take(next.get(), pack, limit) && credit > 0) {
                return End.FULL;
            }
        }
        return End.FULL;
    }

    private void catchUp(Pack pack) {
        if (!caughtUp) {
            caughtUp = true;
            pack.caughtUp(id, position);
            know(position);
        }
    }

    private Optional<LogPage> read(Pack pack, LogReads log) {
        Optional<LogPage> read = log.lately(position, page);
        long first = read.map(LogPage::first).orElseGet(() -> log.head().first());
        if (first > position + 1) {
            pack.gap(id, new StartPoint.Gap(position, first));
            position = first - 1;
        }
        return read;
    }

    /**
     * Takes over what fits; a page that did not fit is smaller the next time, for its rest is read again.
     *
     * @return whether all of it fitted
     */
    private boolean take(LogPage from, Pack pack, int limit) {
        List<EncodedEvent> wanted = from.wanted(interest);
        int begin = firstAfter(position, wanted);
        int end = begin;
        while (end < wanted.size() && end - begin < credit && pack.takes(wanted.get(end), limit)) {
            pack.event(id, wanted.get(end));
            end++;
        }
        boolean whole = end == wanted.size();
        int taken = end - begin;
        position = whole ? from.last() : wanted.get(end).position() - 1;
        if (taken > 0) {
            know(wanted.get(end - 1).position());
            packed += taken;
            credit = credit == UNLIMITED ? UNLIMITED : credit - taken;
        }
        if (whole) {
            page = Math.min(PAGE, page * 2);
        } else if (taken > 0) {
            page = Math.min(page, taken * 2);
        }
        return whole;
    }

    /** Index of the first event behind a position. */
    private static int firstAfter(long position, List<EncodedEvent> events) {
        int low = 0;
        int high = events.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (events.get(middle).position() <= position) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
