// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.store;

import io.carillon.events.Event;
import io.carillon.events.EventData;
import io.carillon.events.EventDraft;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/**
 * The hashes of the log: SHA-256 over length-prefixed fields in a fixed order. They hold nothing that depends on the
 * engine, so that another store, an import or a copy reproduces them.
 *
 * <p>A text is its length in bytes (4 bytes, big-endian) and its UTF-8 bytes; an absent one is the length -1. Numbers are
 * 8 bytes, big-endian. Extensions are their count (4 bytes), then name, kind ({@code S}, {@code I}, {@code B}) and text of
 * each, in ascending order of names. Each form starts with its own label.
 *
 * <p>Source: docs/decisions/0004.
 */
public final class LogHash {

    /** Bytes that most envelopes fit into. */
    private static final int ENVELOPE = 512;

    private static final Set<String> PER_ATTEMPT = Set.of(Event.TRACE_PARENT, "tracestate");

    private static final byte[] CHAIN = "carillon.chain.1".getBytes(StandardCharsets.UTF_8);
    /** Never fed, only copied: looking the algorithm up costs as much as hashing an envelope. */
    private static final MessageDigest SHA_256 = sha256();

    private final MessageDigest digest = copy();
    /** What was written and not hashed yet. */
    private ByteBuffer form = ByteBuffer.allocate(ENVELOPE);

    private LogHash(String label) {
        text(label);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static MessageDigest copy() {
        try {
            return (MessageDigest) SHA_256.clone();
        } catch (CloneNotSupportedException e) {
            return sha256(); // a security provider that was put before the platform's own need not support it
        }
    }

    /**
     * What the caller supplied, to tell a retry from another event under the same identity. Identity itself is left out,
     * and so is the trace, which differs from one attempt to the next.
     *
     * @param draft as given, its data encoded
     */
    public static Hash body(EventDraft draft) {
        LogHash hash = new LogHash("carillon.body.1");
        hash.text(draft.type());
        hash.text(draft.subject());
        hash.text(draft.timeText());
        hash.text(draft.dataSchema());
        hash.extensions(draft.extensions(), PER_ATTEMPT);
        hash.data(draft.data());
        return hash.end();
    }

    /** The whole event but for its data, with the time it was recorded. */
    public static Hash envelope(Event event, Instant recordedTime) {
        LogHash hash = new LogHash("carillon.envelope.1");
        hash.text(event.source());
        hash.text(event.id());
        hash.text(event.type());
        hash.text(event.subject());
        hash.text(event.timeText());
        hash.text(event.dataSchema());
        hash.text(event.data().contentType());
        hash.number(micros(recordedTime));
        hash.extensions(event.extensions(), Set.of());
        return hash.end();
    }

    /** Microseconds since 1970, for every time that fits into 64 bits. */
    private static long micros(Instant time) {
        return Math.addExact(Math.multiplyExact(time.getEpochSecond(), 1_000_000L), time.getNano() / 1_000);
    }

    /** The data. */
    public static Hash payload(EventData data) {
        LogHash hash = new LogHash("carillon.payload.1");
        hash.data(data);
        return hash.end();
    }

    /** The next link of the chain. */
    public static Hash chain(Hash previous, long position, Hash envelope, Hash payload) {
        ByteBuffer form = ByteBuffer.allocate(Integer.BYTES + CHAIN.length + Long.BYTES + 3 * Hash.BYTES)
                .putInt(CHAIN.length)
                .put(CHAIN)
                .put(previous.buffer())
                .putLong(position)
                .put(envelope.buffer())
                .put(payload.buffer());
        return Hash.ofOwn(copy().digest(form.array()));
    }

    private void data(EventData data) {
        text(data.contentType());
        if (data.isNone()) {
            length(-1);
        } else {
            ByteBuffer bytes = data.buffer();
            length(bytes.remaining());
            feed();
            digest.update(bytes);
        }
    }

    private void extensions(SortedMap<String, Object> extensions, Set<String> without) {
        int count = extensions.size();
        for (String name : without) {
            count -= extensions.containsKey(name) ? 1 : 0;
        }
        length(count);
        for (Map.Entry<String, Object> entry : extensions.entrySet()) {
            if (!without.contains(entry.getKey())) {
                Object value = entry.getValue();
                text(entry.getKey());
                text(value instanceof Integer ? "I" : value instanceof Boolean ? "B" : "S");
                text(value.toString());
            }
        }
    }

    private void text(Optional<String> text) {
        if (text.isPresent()) {
            text(text.get());
        } else {
            length(-1);
        }
    }

    private void text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        length(bytes.length);
        room(bytes.length).put(bytes);
    }

    private void length(int value) {
        room(Integer.BYTES).putInt(value);
    }

    private void number(long value) {
        room(Long.BYTES).putLong(value);
    }

    private ByteBuffer room(int bytes) {
        if (form.remaining() < bytes) {
            feed();
            if (form.capacity() < bytes) {
                form = ByteBuffer.allocate(bytes);
            }
        }
        return form;
    }

    private void feed() {
        digest.update(form.array(), 0, form.position());
        form.clear();
    }

    private Hash end() {
        feed();
        return Hash.ofOwn(digest.digest());
    }
}
