// SPDX-License-Identifier: Apache-2.0
package io.carillon.benchmarks;

import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/** What every contender appends. */
final class Payload {

    /** Bytes of the data. */
    static final int BYTES = 500;

    static final String TYPE = "benchmark.append";

    private static final String FRAME = "{\"text\":\"\"}";
    private static final int SUBJECTS = 1_000;
    private static final int COUNTER_BITS = 12;
    private static final AtomicLong LAST = new AtomicLong();

    private Payload() {}

    /** JSON of {@value #BYTES} bytes. */
    static String json() {
        return json(BYTES);
    }

    /** JSON of so many bytes, 11 or more. */
    static String json(int bytes) {
        return FRAME.replace("\"\"", "\"" + "x".repeat(bytes - FRAME.length()) + "\"");
    }

    /** One of a thousand subjects. */
    static String subject() {
        return "subject-" + ThreadLocalRandom.current().nextInt(SUBJECTS);
    }

    /** A UUIDv7, ascending within this process, as the bus makes them. */
    static String id() {
        long now = System.currentTimeMillis() << COUNTER_BITS;
        long tick = LAST.updateAndGet(last -> Math.max(last + 1, now));
        long high = tick >> COUNTER_BITS << 16 | 0x7000 | tick & (1 << COUNTER_BITS) - 1;
        return new UUID(high, ThreadLocalRandom.current().nextLong() >>> 2 | Long.MIN_VALUE).toString();
    }
}
