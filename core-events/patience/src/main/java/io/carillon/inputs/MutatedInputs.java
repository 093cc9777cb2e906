// SPDX-License-Identifier: Apache-2.0
package io.carillon.inputs;

import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Good inputs of parsers, broken in thousands of ways that a seed decides. */
public final class MutatedInputs {

    /** How many each parser is fed. */
    public static final int COUNT = Integer.getInteger("carillon.inputs", 2_000);
    /** What decides them. */
    public static final long SEED = Long.getLong("carillon.seed", 20_260_131);

    private static final String SPICE =
            "{}[]\",:\\/~*.=<>!-+eE0123456789abcutrnfZT\u0000\u0007\ud800\udfff\u2028\ufeff é%";
    private static final List<String> PIECES = List.of(
            "\\ud800",
            "\\u0000",
            "\"data\":",
            "\"type\":",
            "\"specversion\":\"1.0\"",
            "1e999999999",
            "-0",
            "null",
            "true",
            "[[[[[[[[",
            "{\"a\":{\"a\":",
            "\"data_base64\":\"AA=\"",
            "**",
            "9".repeat(120),
            "~2",
            "//",
            "{\"not\":");

    private MutatedInputs() {}

    /** What is to be fed; it tells by an exception that an input is neither taken nor refused as it should be. */
    public interface Taker {
        void take(String input) throws Exception;
    }

    /** Feeds broken inputs; a failure tells input and seed. */
    public static void feed(List<String> good, Taker taker) {
        Random random = new Random(SEED);
        for (int i = 0; i < COUNT; i++) {
            String input = broken(good.get(random.nextInt(good.size())), random);
            try {
                taker.take(input);
            } catch (Throwable e) {
                throw new AssertionError("seed " + SEED + ", input " + i + ": " + input, e);
            }
        }
    }

    /**
     * Feeds broken inputs to a parser that refuses some and takes others.
     *
     * @param refusal the only exception that may come out of it
     * @param check looks at each refusal
     */
    public static <E extends Exception> void feed(
            List<String> good, Taker parser, Class<E> refusal, Consumer<E> check) {
        AtomicInteger refused = new AtomicInteger();
        feed(good, input -> {
            try {
                parser.take(input);
            } catch (Exception e) {
                if (!refusal.isInstance(e)) {
                    throw e;
                }
                refused.incrementAndGet();
                check.accept(refusal.cast(e));
            }
        });
        if (refused.get() == 0 || refused.get() == COUNT) {
            throw new AssertionError("seed " + SEED + ": of " + COUNT + " inputs " + refused + " were refused");
        }
    }

    /** A good input with one to four changes. */
    public static String broken(String good, Random random) {
        StringBuilder text = new StringBuilder(good);
        int changes = 1 + random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            int at = text.isEmpty() ? 0 : random.nextInt(text.length());
            int to = Math.min(text.length(), at + 1 + random.nextInt(4));
            switch (random.nextInt(5)) {
                case 0 -> text.delete(at, to);
                case 1 -> text.insert(at, SPICE.charAt(random.nextInt(SPICE.length())));
                case 2 -> text.insert(at, PIECES.get(random.nextInt(PIECES.size())));
                case 3 -> text.insert(at, text.substring(at, to).repeat(1 + random.nextInt(50)));
                default -> text.replace(at, to, String.valueOf(SPICE.charAt(random.nextInt(SPICE.length()))));
            }
        }
        return text.toString();
    }
}
