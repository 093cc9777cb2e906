// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.admin.ClientSubscriptionsAdmin.Ending;
import io.carillon.events.admin.ClientSubscriptionsAdmin.Identity;
import io.carillon.events.admin.ClientSubscriptionsAdmin.Lease;
import io.carillon.events.store.Change;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The right to acknowledge for one durable subscription of a client. What is acknowledged is one pass of its book; the pass
 * is stored once there is something in it, so that a client which only comes and goes writes nothing.
 *
 * <p>Threads: guarded by {@code this}, but for the answer that it has ended.
 */
final class ClientLease implements Lease {

    /** For how long what was acknowledged may be in the book only here; there may be many clients. */
    static final Duration UNWRITTEN = Duration.ofSeconds(30);
    /** The most stretches of a page of the book; there may be many clients. */
    static final int ROWS = 64;

    private static final long NOWHERE = -1;

    private final Identity identity;
    private final List<String> types;
    private final Consumer<Ending> ended;
    private final ClientSubscriptions all;
    private final LaneServices services;
    private final OpenBook book;
    private final Commits commits;
    private final Bookkeeping books;
    private int opening = -1;
    private long acknowledged = NOWHERE;
    /** The last place that was sent with the book. */
    private long sent;
    /** How many places the book was told. */
    private long told;

    private boolean over;
    /** Completes when nothing of its book is on its way; {@code null} while it is not over. */
    private @Nullable CompletableFuture<Void> finished;

    /**
     * A lease that has no place yet.
     *
     * @param from where its client is
     */
    ClientLease(
            Identity identity,
            List<String> types,
            String from,
            Consumer<Ending> ended,
            ClientSubscriptions all,
            LaneServices services) {
        this.identity = identity;
        this.types = List.copyOf(types);
        this.ended = ended;
        this.all = all;
        this.services = services;
        this.book = new OpenBook(identity.name(), from, types, ROWS);
        this.commits =
                new Commits(this, identity.name(), services.appender(), services.timers(), this::mark, this::idle);
        this.books = new Bookkeeping(this, book, commits, services, UNWRITTEN, this::isPlaced);
    }

    @Override
    public Identity identity() {
        return identity;
    }

    List<String> types() {
        return types;
    }

    /** Learns its place in the log of an opening. */
    synchronized void place(int ofOpening, Placement.Found place) {
        opening = ofOpening;
        acknowledged = place.mark().position();
        book.begin(place, services.log().head(), services.clock().instant());
    }

    private boolean isPlaced() {
        return opening == services.appender().checkpoints().opening();
    }

    @Override
    public synchronized OptionalLong position() {
        return acknowledged == NOWHERE ? OptionalLong.empty() : OptionalLong.of(acknowledged);
    }

    @Override
    public void begin(long position) {
        if (position().isPresent()) {
            throw new IllegalStateException("subscription " + identity.name() + " has begun already");
        }
        all.begin(this, position);
    }

    @Override
    public synchronized void acknowledge(long position) {
        if (acknowledged == NOWHERE) {
            throw new IllegalStateException("subscription " + identity.name() + " has not begun");
        }
        if (over || position <= acknowledged || !isPlaced()) {
            return;
        }
        long head = services.log().head();
        if (position > head) {
            throw new IllegalArgumentException("position " + position + " cannot be acknowledged for " + identity.name()
                    + ": the log ends at position " + head);
        }
        boolean first = told == 0;
        note(position);
        acknowledged = position;
        if (first) {
            books.write(); // no checkpoint of this pass is stored before the pass is
        }
        offer();
        books.progressed();
    }

    /** All between the last place and this one is dealt with now: two ends of one stretch. */
    private void note(long position) {
        Instant now = services.clock().instant();
        book.handled(++told, acknowledged + 1, now);
        if (position > acknowledged + 1) {
            book.handled(++told, position, now);
        }
    }

    private void offer() {
        if (commits.isIdle()) {
            services.appender().checkpoint(opening, new Change.Checkpoint(identity.name(), acknowledged, List.of()));
        }
    }

    private Ledger.Mark mark() {
        sent = acknowledged;
        return new Ledger.Mark(acknowledged, List.of());
    }

    private void idle() {
        if (acknowledged > sent) {
            offer();
        }
    }

    /** When it acknowledged what, unless it has no place in the log that is open. */
    synchronized Optional<OpenBook.Snapshot> book() {
        return acknowledged != NOWHERE && isPlaced() ? Optional.of(book.snapshot()) : Optional.empty();
    }

    synchronized boolean isOver() {
        return over;
    }

    /** Takes it away from its client, and tells that. */
    void end(Ending why) {
        if (stop()) {
            ended.accept(why);
        }
    }

    private synchronized boolean stop() {
        boolean first = !over;
        over = true;
        books.end();
        return first;
    }

    /**
     * Has stored what is not, once it is over. If the store does not take it, the end of the book is given up, as after a
     * kill, and the place alone goes on its way: whoever takes the subscription up next does not wait for the store.
     *
     * @return completes when nothing of its book is on its way any more
     */
    synchronized CompletableFuture<Void> finish() {
        if (finished == null) {
            boolean unstored = told > 0 && book.isChanged() || !commits.isIdle();
            finished = unstored && isPlaced() ? storeLast() : CompletableFuture.completedFuture(null);
        }
        return finished;
    }

    private CompletableFuture<Void> storeLast() {
        CompletableFuture<Void> last = new CompletableFuture<>();
        var unused = books.store().whenComplete((stored, failure) -> {
            if (failure != null) {
                offer();
            }
            last.complete(null);
        });
        commits.close();
        return last;
    }

    /** Drops what is not stored: it belongs to another log than the one that is open now, or there is none any more. */
    synchronized void lose() {
        opening = -1;
        commits.forget();
    }

    @Override
    public void close() {
        stop();
        all.release(this);
    }
}
