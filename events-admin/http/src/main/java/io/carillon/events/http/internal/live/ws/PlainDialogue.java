// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.live.ws;

import io.carillon.events.Receipt;
import io.carillon.events.http.internal.live.Connection;
import io.carillon.events.http.internal.live.Farewell;
import io.carillon.events.http.internal.live.Feed;
import io.carillon.events.http.internal.live.Streams;
import io.carillon.events.http.internal.problem.Problem;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Subprotocol {@code cloudevents.json}: one feed, and every frame that comes is an event to be published. There is no word for
 * a refusal but to close.
 */
final class PlainDialogue implements Dialogue {

    private final Streams streams;
    private final Feed feed;
    private final Publications publications;
    private @Nullable Connection connection;
    private @Nullable Runnable next;

    PlainDialogue(Streams streams, Feed feed, Publications publications) {
        this.streams = streams;
        this.feed = feed;
        this.publications = publications;
    }

    @Override
    public void begin(Connection mine, Runnable more) {
        connection = mine;
        next = more;
        mine.add(feed);
        more.run();
    }

    @Override
    public void heard(String frame) {
        Connection mine = connection;
        Runnable more = next;
        if (mine != null && more != null) {
            streams.command(() -> follow(mine, frame, more));
        }
    }

    private void follow(Connection mine, String frame, Runnable more) {
        if (mine.counts()) {
            publications.publish(frame.getBytes(StandardCharsets.UTF_8), new Closing(mine), more);
        } else {
            more.run();
        }
    }

    @Override
    public void end() {
        // nothing is held
    }

    /** Closes when an event is refused. */
    private record Closing(Connection connection) implements Publications.Outcome {

        @Override
        public void taken(Receipt receipt) {
            // there is no word for it
        }

        @Override
        public void refused(Problem problem) {
            int code = problem.code().retryable() ? 1013 : problem.code().status() == 403 ? 1008 : 4400;
            connection.leave(new Farewell(problem.code().text(), code));
        }
    }
}
