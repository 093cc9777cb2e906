// SPDX-License-Identifier: Apache-2.0
package io.carillon.image.delivery.poison;

import io.carillon.events.EventContext;
import io.carillon.events.EventHandler;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Chokes on poison in five ways in turn. */
final class PoisonHandler implements EventHandler<Map<String, Object>> {

    private final FileChannel handled;
    private final boolean chokes;

    PoisonHandler(FileChannel handled, boolean chokes) {
        this.handled = handled;
        this.chokes = chokes;
    }

    @Override
    public void handle(Map<String, Object> data, EventContext context) throws Exception {
        if (!(data.get("number") instanceof Number counted)) {
            throw new IllegalArgumentException("an event without a number: " + data);
        }
        long number = counted.longValue();
        if (chokes && Boolean.TRUE.equals(data.get("poison"))) {
            choke(number);
        }
        ByteBuffer line = ByteBuffer.wrap((number + "\n").getBytes(StandardCharsets.US_ASCII));
        if (handled.write(line) < 1) {
            throw new IOException("nothing was written");
        }
    }

    private static void choke(long number) throws Exception {
        switch ((int) (number / 100 % 5)) {
            case 0 -> throw new IOException("number " + number + " is poison");
            case 1 -> throw new AssertionError("number " + number + " is poison");
            case 2 -> overflow(number);
            case 3 -> throw new NoClassDefFoundError("com/example/Missing" + number);
            default -> throw new SelfCaused("number " + number + " is poison");
        }
    }

    private static long overflow(long number) {
        return number < 0 ? number : overflow(number + 1) + 1;
    }

    private static final class SelfCaused extends Exception {
        private static final long serialVersionUID = 1L;

        SelfCaused(String text) {
            super(text, null);
        }

        @Override
        public synchronized Throwable getCause() {
            return this;
        }
    }
}
