// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.memory.internal;

import io.carillon.events.store.StoredEvent;
import io.carillon.events.store.StreamInfo;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is still known of events that are gone: their identities and the revisions of their subjects. The oldest are
 * forgotten when there are too many. Guarded by the lock of the store.
 */
final class Traces {

    private record Trace(String source, String id, @Nullable String subject, long position) {

        /** Entries of the two maps and of the queue, rounded up; bytes. */
        private static final long OVERHEAD = 450;

        long bytes() {
            return OVERHEAD + source.length() + id.length() + (subject == null ? 0 : subject.length());
        }
    }

    private final Identities identities;
    private final Map<String, StreamInfo> streams;
    private final Deque<Trace> kept = new ArrayDeque<>();
    private long bytes;

    Traces(Identities identities, Map<String, StreamInfo> streams) {
        this.identities = identities;
        this.streams = streams;
    }

    long bytes() {
        return bytes;
    }

    void add(StoredEvent gone) {
        Trace trace = new Trace(
                gone.event().source(), gone.event().id(), gone.event().subject().orElse(null), gone.position());
        kept.addLast(trace);
        bytes += trace.bytes();
    }

    void trim(MemoryLimits limits) {
        while (kept.size() > limits.maxEvents() || bytes > limits.maxBytesOfTraces()) {
            Trace oldest = kept.removeFirst();
            bytes -= oldest.bytes();
            identities.forget(oldest.source(), oldest.id());
            if (oldest.subject() != null) {
                streams.computeIfPresent(
                        oldest.subject(), (any, stream) -> stream.position() == oldest.position() ? null : stream);
            }
        }
    }
}
