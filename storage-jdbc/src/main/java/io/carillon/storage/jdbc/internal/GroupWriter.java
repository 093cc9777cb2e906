// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.jdbc.internal;

import io.carillon.events.StoreFencedException;
import io.carillon.events.StoreUnavailableException;
import io.carillon.events.store.Hash;
import io.carillon.events.store.UnitOutcome;
import io.carillon.events.store.WriteUnit;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits groups, one after the other. A group is planned against the head as it was last seen; the commit's first
 * statement moves the head only if it still stands there. Lost races are planned again, after two under a lock.
 *
 * <p>Threads: callers hold the store's write lock.
 */
final class GroupWriter implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(GroupWriter.class);
    private static final int LOSSES_BEFORE_LOCK = 2;

    /** How one attempt ended. */
    private enum Attempt {
        DONE,
        LOST,
        REPEATED,
        FULL
    }

    private final Dialect dialect;
    private final Failures failures;
    private final Duration timeout;
    private final Facts facts;
    private final String name = UUID.randomUUID().toString();
    private final long epoch;
    private @Nullable WriterSession session;
    private @Nullable HeadRow head;
    private boolean damaged;
    private long fencedBy;

    /** @param epoch in which this host may write */
    GroupWriter(Dialect dialect, TypeDictionary types, Failures failures, Duration timeout, long epoch) {
        this.dialect = dialect;
        this.failures = failures;
        this.timeout = timeout;
        this.epoch = epoch;
        this.facts = new Facts(dialect, types);
    }

    /** @param underway run before the engine is asked for anything */
    List<UnitOutcome> commit(List<WriteUnit> group, Runnable underway) {
        if (fencedBy > 0) {
            throw new StoreFencedException(epoch, fencedBy);
        }
        if (damaged) {
            throw new StoreUnavailableException("the " + dialect.kind() + " store takes no more writes since its disk"
                    + " failed during one; check the disk and restart the host, which verifies the store");
        }
        facts.forgetGroup();
        WriterSession open = session;
        if (open == null) {
            underway.run();
        } else {
            open.beforeNext(underway);
        }
        try {
            return commit(group, System.nanoTime() + timeout.toNanos());
        } catch (SQLException e) {
            discard(e);
            damaged = dialect.classify(e) == Dialect.Fault.DAMAGED;
            throw failures.unavailable("commit " + group.size() + " units", e);
        } catch (RuntimeException | Error e) {
            discard(e);
            throw e;
        } finally {
            if (open != null) {
                open.beforeNext(null);
            }
        }
    }

    private List<UnitOutcome> commit(List<WriteUnit> group, long deadline) throws SQLException {
        int losses = 0;
        do {
            WriterSession writer = session();
            boolean locked = losses >= LOSSES_BEFORE_LOCK && dialect.shared();
            if (locked) {
                writer.begin(dialect);
                head = null;
            }
            HeadRow seen = head(writer, locked);
            GroupPlan plan = plan(writer, seen, group);
            Attempt attempt = plan.isEmpty() ? confirm(writer, seen, locked) : write(writer, seen, plan, locked);
            switch (attempt) {
                case DONE -> {
                    return plan.outcomes();
                }
                case FULL -> {
                    return full(plan.outcomes());
                }
                case REPEATED -> resolve(session(), seen, plan);
                case LOST -> {
                    losses++;
                    head = null;
                }
            }
        } while (System.nanoTime() < deadline);
        throw new StoreUnavailableException("could not commit " + group.size() + " units in the " + dialect.kind()
                + " store within " + timeout + ": other hosts were faster " + losses + " times; trying again is safe");
    }

    private GroupPlan plan(WriterSession writer, HeadRow seen, List<WriteUnit> group) throws SQLException {
        facts.prepare(writer, seen, group);
        GroupPlan plan = GroupPlan.of(group, facts, seen);
        while (!plan.unresolved().isEmpty()) {
            facts.resolve(writer, seen, plan.unresolved());
            plan = GroupPlan.of(group, facts, seen);
        }
        return plan;
    }

    /** Nothing is to be written: the refusals are true if the head still stands where it was read. */
    private Attempt confirm(WriterSession writer, HeadRow seen, boolean locked) throws SQLException {
        if (locked) {
            dialect.rollback(writer.connection());
            return Attempt.DONE;
        }
        head = null;
        return head(writer, false).version() == seen.version() ? Attempt.DONE : Attempt.LOST;
    }

    private Attempt write(WriterSession writer, HeadRow seen, GroupPlan plan, boolean locked) throws SQLException {
        boolean transaction =
                locked || !dialect.appendIsOneStatement() || !plan.changes().isEmpty();
        boolean asked = false;
        try {
            if (transaction && !locked) {
                writer.begin(dialect);
            }
            asked = !transaction;
            if (!dialect.append(writer, new Dialect.Append(seen, plan, name))) {
                if (transaction) {
                    dialect.rollback(writer.connection());
                }
                return Attempt.LOST;
            }
            new ChangeWriter(writer).write(plan.changes());
            if (transaction) {
                asked = true;
                dialect.commit(writer.connection());
            }
        } catch (SQLException e) {
            return failed(e, seen, plan, asked, transaction);
        }
        written(seen, plan);
        return Attempt.DONE;
    }

    private void written(HeadRow seen, GroupPlan plan) {
        head = new HeadRow(plan.first(), plan.position(), plan.hash(), seen.epoch(), seen.version() + 1, name);
        facts.learn(plan);
    }

    /** @param asked whether the engine was asked to commit, so that it may have done so */
    private Attempt failed(SQLException failure, HeadRow seen, GroupPlan plan, boolean asked, boolean transaction)
            throws SQLException {
        Dialect.Fault fault = dialect.classify(failure);
        if (transaction) {
            rollback(failure);
        }
        if (fault == Dialect.Fault.DUPLICATE) {
            return Attempt.REPEATED;
        }
        if (fault == Dialect.Fault.FULL) {
            LOG.error("The {} store is full, publishing is refused until there is room", dialect.kind());
            discard(failure);
            return Attempt.FULL;
        }
        if (!asked || fault == Dialect.Fault.DAMAGED || fault == Dialect.Fault.TIMEOUT) {
            throw failure;
        }
        LOG.warn("The outcome of a commit in the {} store is unknown, looking it up", dialect.kind(), failure);
        return lookUp(failure, seen, plan);
    }

    /**
     * Finds out on a new connection what became of a commit. The head row is locked, so a server that still works on the
     * commit is waited for; raising the version keeps it from happening later.
     *
     * <p>Changes without events leave no trace but the head row's version and writer. If another host has committed since,
     * those are its own: what became of the changes cannot be known, and the failure is thrown. Trying again is
     * safe: the same changes leave the same contents, and a condition refuses what was made already.
     *
     * @throws SQLException also if the store cannot be asked within the time-out
     */
    private Attempt lookUp(SQLException failure, HeadRow seen, GroupPlan plan) throws SQLException {
        discard(failure);
        WriterSession writer = session();
        writer.begin(dialect);
        HeadRow now = head(writer, true);
        boolean done = now.version() == seen.version() + 1 && now.writer().equals(name)
                || !plan.rows().isEmpty() && holds(writer, plan.rows().get(0));
        if (!done && now.version() > seen.version() && plan.rows().isEmpty()) {
            throw failure;
        }
        PreparedStatement fence =
                writer.statement("UPDATE carillon_head SET version = version + 1, writer = '' WHERE one = 1");
        fence.executeUpdate();
        dialect.commit(writer.connection());
        head = null;
        facts.forget(writer);
        LOG.info("The commit in question {}", done ? "had been made" : "had not been made");
        return done ? Attempt.DONE : Attempt.LOST;
    }

    private boolean holds(WriterSession writer, EventRow row) throws SQLException {
        PreparedStatement select = writer.statement("SELECT chain_hash FROM carillon_event_log WHERE position = ?");
        select.setLong(1, row.position());
        try (ResultSet found = select.executeQuery()) {
            return found.next() && Hash.of(found.getBytes(1)).equals(row.chain());
        }
    }

    /** A unique index refused the plan: some of its events are in the log. */
    private void resolve(WriterSession writer, HeadRow seen, GroupPlan plan) throws SQLException {
        Set<Identity> identities = new LinkedHashSet<>();
        for (EventRow row : plan.rows()) {
            identities.add(Identity.of(row.event()));
        }
        facts.resolve(writer, seen, identities);
        if (identities.stream().noneMatch(identity -> facts.known(identity) != null)) {
            head = null; // Nothing of ours is there: another host came first, with a type or an event.
        }
    }

    private static List<UnitOutcome> full(List<UnitOutcome> planned) {
        List<UnitOutcome> outcomes = new ArrayList<>();
        for (UnitOutcome outcome : planned) {
            outcomes.add(
                    outcome instanceof UnitOutcome.Committed
                            ? new UnitOutcome.Rejected(
                                    "store-full",
                                    "there is no room left for the store; free some on its disk, nothing was written")
                            : outcome);
        }
        return outcomes;
    }

    private WriterSession session() throws SQLException {
        WriterSession open = session;
        if (open == null) {
            open = WriterSession.open(dialect.writers());
            session = open;
        }
        return open;
    }

    private HeadRow head(WriterSession writer, boolean lock) throws SQLException {
        HeadRow known = head;
        if (known != null && !lock) {
            return known;
        }
        HeadRow row;
        PreparedStatement select = writer.statement(HeadRow.SELECT + (lock ? dialect.forUpdate() : ""));
        try (ResultSet found = select.executeQuery()) {
            if (!found.next()) {
                throw new SQLException("the head row is missing");
            }
            row = HeadRow.read(found);
        }
        if (row.epoch() != epoch) {
            fencedBy = row.epoch();
            LOG.error("The right to write went to another owner in epoch {}; this host had epoch {}", fencedBy, epoch);
            throw new StoreFencedException(epoch, fencedBy);
        }
        facts.forget(writer);
        head = row;
        return row;
    }

    private void rollback(Exception failure) {
        WriterSession open = session;
        try {
            if (open != null) {
                dialect.rollback(open.connection());
            }
        } catch (SQLException e) {
            failure.addSuppressed(e);
            discard(failure);
        }
    }

    /** Gives up the connection; the next commit opens another. */
    private void discard(Throwable failure) {
        WriterSession open = session;
        session = null;
        head = null;
        if (open != null) {
            try {
                open.close();
            } catch (SQLException e) {
                failure.addSuppressed(e);
            }
        }
    }

    @Override
    public void close() throws SQLException {
        WriterSession open = session;
        session = null;
        if (open != null) {
            open.close();
        }
    }
}
