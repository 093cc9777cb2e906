// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.jdbc.internal;

import io.carillon.events.store.Change;
import io.carillon.events.store.Condition;
import io.carillon.events.store.Hash;
import io.carillon.events.store.WriteUnit;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the store holds of that which a group asks about. It is true as long as the head row's version stands still; the
 * commit proves that it did. Not for concurrent use.
 */
final class Facts {

    private static final int MAX_STREAMS = 20_000;

    private final Dialect dialect;
    private final TypeDictionary types;
    /** Newest revisions, of all subjects of the running group, and of others while there is room. */
    private final Map<String, Long> streams = new LinkedHashMap<>(256, 0.75f, true);

    private @Nullable Set<String> subscriptions;
    private final BlockSpans blocks = new BlockSpans();
    private final Map<DocumentKey, Long> documents = new HashMap<>();
    private final Map<Identity, Known> known = new HashMap<>();
    private final Set<Identity> resolved = new HashSet<>();

    Facts(Dialect dialect, TypeDictionary types) {
        this.dialect = dialect;
        this.types = types;
    }

    /** Forgets everything: another host has written. */
    void forget(WriterSession session) throws SQLException {
        streams.clear();
        subscriptions = null;
        blocks.forget();
        forgetGroup();
        types.refresh(session.connection());
    }

    /** Forgets what was asked for one group. */
    void forgetGroup() {
        Iterator<String> eldest = streams.keySet().iterator();
        while (streams.size() > MAX_STREAMS) {
            eldest.next();
            eldest.remove();
        }
        documents.clear();
        known.clear();
        resolved.clear();
    }

    /** Reads what a group needs and is not known yet. */
    void prepare(WriterSession session, HeadRow head, List<WriteUnit> group) throws SQLException {
        Set<String> unread = new LinkedHashSet<>();
        Set<Identity> identities = new LinkedHashSet<>();
        Set<DocumentKey> asked = new LinkedHashSet<>();
        boolean named = false;
        for (WriteUnit unit : group) {
            for (Condition condition : unit.conditions()) {
                if (condition instanceof Condition.StreamAt at) {
                    need(at.subject(), unread);
                } else if (condition instanceof Condition.DocumentAt at) {
                    asked.add(new DocumentKey(at.collection(), at.key()));
                }
            }
            for (Change change : unit.changes()) {
                if (change instanceof Change.Append append) {
                    String subject = PreparedEvent.subject(append);
                    if (subject != null) {
                        need(subject, unread);
                    }
                    if (head.first() > 1) {
                        identities.add(Identity.of(append.event().event()));
                    }
                } else if (change instanceof Change.PutDocument put) {
                    asked.add(new DocumentKey(put.collection(), put.key()));
                } else if (change instanceof Change.Checkpoint || change instanceof Change.PutSubscription) {
                    named = true;
                }
            }
        }
        readRevisions(session, head, unread);
        asked.removeAll(documents.keySet());
        for (DocumentKey key : asked) {
            readDocument(session, key);
        }
        if (named && subscriptions == null) {
            readSubscriptions(session);
        }
        if (head.first() > 1) {
            identities.removeAll(known.keySet());
            readIdentities(session, "carillon_truncated_id", identities);
        }
    }

    /** Looks up which of these the store holds. */
    void resolve(WriterSession session, HeadRow head, Collection<Identity> identities) throws SQLException {
        readIdentities(session, "carillon_event_log", identities);
        if (head.first() > 1) {
            readIdentities(session, "carillon_truncated_id", identities);
        }
        resolved.addAll(identities);
    }

    @Nullable
    Known known(Identity identity) {
        return known.get(identity);
    }

    /** Whether {@link #known} is the whole truth about this one. */
    boolean isResolved(Identity identity) {
        return resolved.contains(identity) || known.containsKey(identity);
    }

    long revision(String subject) {
        return streams.getOrDefault(subject, 0L);
    }

    long revision(DocumentKey key) {
        return documents.getOrDefault(key, 0L);
    }

    boolean hasSubscription(String name) {
        return subscriptions != null && subscriptions.contains(name);
    }

    int subscriptionCount() {
        return subscriptions == null ? 0 : subscriptions.size();
    }

    @Nullable
    Integer typeId(String name) {
        return types.id(name);
    }

    int typeCount() {
        return types.size();
    }

    BlockSpans blocks() {
        return blocks;
    }

    /** Takes over what a plan has written. */
    void learn(GroupPlan plan) {
        blocks.learn(plan.blocks());
        streams.putAll(plan.revisions());
        plan.newTypes().forEach(types::learn);
        Set<String> names = subscriptions;
        if (names != null) {
            names.removeAll(plan.changes().removedSubscriptions);
            names.addAll(plan.changes().subscriptions.keySet());
        }
        forgetGroup();
    }

    private void need(String subject, Set<String> unread) {
        if (!streams.containsKey(subject)) {
            unread.add(subject);
        }
    }

    private void readRevisions(WriterSession session, HeadRow head, Set<String> unread) throws SQLException {
        if (unread.isEmpty()) {
            return;
        }
        Map<String, Long> revisions = new HashMap<>();
        unread.forEach(subject -> revisions.put(subject, 0L));
        readRevisions(
                session,
                "SELECT k.value, l.stream_revision FROM " + dialect.keys()
                        + " JOIN carillon_event_log l ON l.position ="
                        + " (SELECT max(m.position) FROM carillon_event_log m WHERE m.subject = k.value)",
                revisions);
        if (head.first() > 1) {
            readRevisions(
                    session,
                    "SELECT s.subject, s.revision FROM " + dialect.keys()
                            + " JOIN carillon_stream s ON s.subject = k.value",
                    revisions);
        }
        streams.putAll(revisions);
    }

    private void readRevisions(WriterSession session, String sql, Map<String, Long> revisions) throws SQLException {
        PreparedStatement select = session.statement(sql);
        dialect.bindKeys(select, 1, revisions.keySet());
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                revisions.merge(rows.getString(1), rows.getLong(2), Math::max);
            }
        }
    }

    private void readDocument(WriterSession session, DocumentKey key) throws SQLException {
        PreparedStatement select =
                session.statement("SELECT revision FROM carillon_document WHERE collection = ? AND document_key = ?");
        select.setString(1, PlainText.encode(key.collection()));
        select.setString(2, PlainText.encode(key.key()));
        try (ResultSet row = select.executeQuery()) {
            documents.put(key, row.next() ? row.getLong(1) : 0L);
        }
    }

    private void readSubscriptions(WriterSession session) throws SQLException {
        Set<String> names = new HashSet<>();
        try (ResultSet rows =
                session.statement("SELECT name FROM carillon_subscription").executeQuery()) {
            while (rows.next()) {
                names.add(PlainText.decode(rows.getString(1)));
            }
        }
        subscriptions = names;
    }

    private void readIdentities(WriterSession session, String table, Collection<Identity> identities)
            throws SQLException {
        Set<String> ids = new LinkedHashSet<>();
        identities.forEach(identity -> ids.add(identity.id()));
        PreparedStatement select = session.statement("SELECT l.source, l.id, l.position, l.body_hash FROM "
                + dialect.keys() + " JOIN " + table + " l ON l.id = k.value");
        dialect.bindKeys(select, 1, ids);
        Set<Identity> wanted = new HashSet<>(identities);
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                Identity found = new Identity(rows.getString(1), rows.getString(2));
                if (wanted.contains(found)) {
                    known.put(found, new Known(rows.getLong(3), Hash.of(rows.getBytes(4))));
                }
            }
        }
    }
}
