// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.live.ws;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;

/**
 * Frames of one socket on their way to its dialogue, which follows one after the other.
 *
 * <p>The container is asked for the next frame on its own thread, inside the frame before. Asked by another thread at the moment
 * in which it stops to read, it can forget for good to read on. So a few frames are taken in advance; only when those are too many
 * is it asked later, when its thread has long turned to something else. Source: docs/decisions/0019.
 *
 * <p>Threads: safe for concurrent use; the container takes one frame at a time.
 */
final class FrameQueue {

    /** The most frames that wait. */
    static final int MAX_FRAMES = 1_024;
    /** Characters of waiting frames with which no more are taken; the last one may go beyond. */
    static final int MAX_CHARS = 256 * 1_024;

    private final Dialogue dialogue;
    private final Runnable demand;
    private final Runnable demandLater;
    private final Executor commands;
    private final Queue<String> waiting = new ArrayDeque<>();
    private int chars;
    /** Whether the dialogue is at a frame, or has not begun. */
    private boolean busy = true;
    /** Whether the container is to be asked when there is room again. */
    private boolean paused = true;

    private boolean begun;
    private boolean closed;

    /**
     * A queue that takes its first frame when the dialogue has begun.
     *
     * @param demand asks the container for a frame
     * @param demandLater does so in a while
     * @param commands where frames are followed that had to wait
     */
    FrameQueue(Dialogue dialogue, Runnable demand, Runnable demandLater, Executor commands) {
        this.dialogue = dialogue;
        this.demand = demand;
        this.demandLater = demandLater;
        this.commands = commands;
    }

    /** Takes a frame, on the thread of the container. */
    void take(String frame) {
        boolean now;
        boolean more;
        synchronized (this) {
            now = !busy;
            busy = true;
            if (!now) {
                waiting.add(frame);
                chars += frame.length();
            }
            more = waiting.size() < MAX_FRAMES && chars < MAX_CHARS;
            paused = !more;
        }
        if (now) {
            dialogue.heard(frame);
        }
        if (more) {
            demand.run();
        }
    }

    /** The dialogue is done with a frame, or has begun. */
    void next() {
        String frame;
        Runnable more = () -> {};
        boolean last;
        synchronized (this) {
            frame = waiting.poll();
            busy = frame != null;
            chars -= frame == null ? 0 : frame.length();
            if (paused && !closed && waiting.size() <= MAX_FRAMES / 2 && chars <= MAX_CHARS / 2) {
                paused = false;
                more = begun ? demandLater : demand;
            }
            begun = true;
            last = closed && frame == null;
        }
        if (frame != null) {
            commands.execute(() -> dialogue.heard(frame));
        }
        more.run();
        if (last) {
            dialogue.end();
        }
    }

    /** No more frames come; the dialogue ends behind those that are there. May be called more than once. */
    void close() {
        boolean last;
        synchronized (this) {
            last = !busy;
            closed = true;
        }
        if (last) {
            dialogue.end();
        }
    }
}
