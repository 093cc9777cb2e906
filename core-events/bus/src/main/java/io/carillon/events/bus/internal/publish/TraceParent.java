// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.publish;

import io.carillon.events.Event;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * W3C trace context: an event caused by another stays in its trace under a span of its own.
 *
 * <p>Source: W3C Trace Context, 3.2.
 */
final class TraceParent {

    private static final Pattern FORM = Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");
    private static final int TRACE_END = "00-".length() + 32;
    private static final String SAMPLED = "-01";

    private TraceParent() {}

    /** A new span in the trace of {@code cause}, or in a new trace if there is none. */
    static String below(@Nullable Event cause) {
        Object parent = cause == null ? null : cause.extensions().get(Event.TRACE_PARENT);
        if (parent instanceof String text && FORM.matcher(text).matches()) {
            return "00" + text.substring(2, TRACE_END) + "-" + random() + text.substring(text.length() - 3);
        }
        return "00-" + random() + random() + "-" + random() + SAMPLED;
    }

    /** 16 hexadecimal digits, never all zeros. */
    private static String random() {
        return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong() | 1);
    }
}
