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

    private static final Set<String> PER_ATTEMPT = Set.of(Event.TRACE_PARENT, "tracestate");

    private final MessageDigest digest;

    private LogHash(String label) {
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
        text(label);
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
        LogHash hash = new LogHash("carillon.chain.1");
        hash.digest.update(previous.bytes());
        hash.number(position);
        hash.digest.update(envelope.bytes());
        hash.digest.update(payload.bytes());
        return hash.end();
    }

    private void data(EventData data) {
        text(data.contentType());
        if (data.isNone()) {
            length(-1);
        } else {
            ByteBuffer bytes = data.buffer();
            length(bytes.remaining());
            digest.update(bytes);
        }
    }

    private void extensions(SortedMap<String, Object> extensions, Set<String> without) {
        length((int) extensions.keySet().stream()
                .filter(name -> !without.contains(name))
                .count());
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
        digest.update(bytes);
    }

    private void length(int value) {
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(value).flip());
    }

    private void number(long value) {
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(value).flip());
    }

    private Hash end() {
        return Hash.of(digest.digest());
    }
}
