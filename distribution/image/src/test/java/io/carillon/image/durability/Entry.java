// SPDX-License-Identifier: Apache-2.0
package io.carillon.image.durability;

/**
 * One line of the history that producers write: what was tried and what was answered.
 *
 * @param kind what happened
 * @param id the event's id, {@code <producer>-<number>}
 * @param position where the log has it according to the answer; 0 when there was none
 * @param nanos when it happened, by the machine's monotonic clock
 * @param micros how long the answer took; 0 for {@link Kind#INVOKE}
 * @param note durability, status or what went wrong; without blanks
 */
public record Entry(Kind kind, String id, long position, long nanos, long micros, String note) {

    /** What happened to a publish. */
    public enum Kind {
        /** It is about to be sent. */
        INVOKE,
        /** The host acknowledged it. */
        OK,
        /** The host refused it for good. */
        FAIL,
        /** Nobody knows: no answer came, or one that leaves it open. */
        UNKNOWN
    }

    static Entry parse(String line) {
        String[] words = line.split(" ", -1);
        if (words.length != 6) {
            throw new IllegalArgumentException("a line of the history has 6 words, got: " + line);
        }
        return new Entry(
                Kind.valueOf(words[0]),
                words[1],
                Long.parseLong(words[2]),
                Long.parseLong(words[3]),
                Long.parseLong(words[4]),
                words[5]);
    }

    /** Who published it. */
    String producer() {
        return id.substring(0, id.lastIndexOf('-'));
    }

    /** Which of the producer's events it is, from 1. */
    long number() {
        return Long.parseLong(id.substring(id.lastIndexOf('-') + 1));
    }

    /** When it happened, by the machine's monotonic clock. */
    long millis() {
        return nanos / 1_000_000;
    }

    String line() {
        return kind + " " + id + " " + position + " " + nanos + " " + micros + " " + note.replaceAll("\\s+", "_");
    }
}
