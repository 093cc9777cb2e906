// SPDX-License-Identifier: Apache-2.0
package io.carillon.benchmarks;

import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/** What every contender appends. */
final class Payload {

    /** Bytes of the data. */
    static final int BYTES = 500;

    static final String TYPE = "benchmark.append";

    private static final String FRAME = "{\"text\":\"\"}";
    private static final String NUMBER_END = "\"}";
    private static final int DIGITS = 12;
    private static final int LEAST_NUMBERED = 35;
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

    /** JSON of so many bytes, {@value #LEAST_NUMBERED} or more, that ends with a number. */
    static String numbered(int bytes, long number) {
        String digits = Long.toString(number);
        return "{\"text\":\"" + "x".repeat(bytes - LEAST_NUMBERED) + "\",\"number\":\""
                + "0".repeat(DIGITS - digits.length()) + digits + NUMBER_END;
    }

    /** The number of an event whose data is {@link #numbered} and ends, as its last member, before a position. */
    static long number(ByteBuffer events, int end) {
        int last = end - NUMBER_END.length() - 1; // and the event itself
        long number = 0;
        for (int i = last - DIGITS; i < last; i++) {
            number = number * 10 + events.get(i) - '0';
        }
        return number;
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
