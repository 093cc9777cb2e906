// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.live.ws;

import io.carillon.events.Receipt;
import io.carillon.events.http.internal.live.Connection;
import io.carillon.events.http.internal.live.Farewell;
import io.carillon.events.http.internal.live.LiveStreams;
import io.carillon.events.http.internal.problem.Problem;
import io.carillon.events.http.internal.problem.Problems;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Subprotocol {@code carillon.v1.json}. Frames are followed one after the other. */
final class ControlDialogue implements Dialogue {

    private final LiveStreams live;
    private final Subscriptions subscriptions;
    private final Publications publications;
    private @Nullable Connection connection;
    private Runnable next = () -> {};
    /** Whether what comes still is of no use. */
    private volatile boolean over;

    ControlDialogue(LiveStreams live, Subscriptions subscriptions, Publications publications) {
        this.live = live;
        this.subscriptions = subscriptions;
        this.publications = publications;
    }

    @Override
    public void begin(Connection mine, Runnable more) {
        connection = mine;
        next = more;
        live.streams().command(() -> welcome(mine));
    }

    private void welcome(Connection mine) {
        try {
            long head = live.streams().log().head().position();
            mine.answer(
                    Replies.welcome(
                            live.node(),
                            live.version(),
                            live.streams().heartbeat().toSeconds(),
                            head),
                    next);
        } catch (RuntimeException e) {
            Problem problem = Problems.of(e, SocketServlet.PATH);
            over = true;
            mine.answer(Replies.error(OptionalInt.empty(), problem), next);
            mine.leave(new Farewell(problem.code().text(), 1013));
        }
    }

    @Override
    public void heard(String text) {
        Connection mine = connection;
        if (mine == null || over) {
            next.run();
            return;
        }
        CommandParser.Frame frame =
                CommandParser.parse(text, live.streams().clock().instant());
        if (frame.command() instanceof CommandParser.Reading.Understood understood) {
            live.streams().command(() -> follow(mine, frame.id(), understood.command()));
        } else if (frame.command() instanceof CommandParser.Reading.Refused refused) {
            mine.answer(Replies.error(frame.id(), refused.problem()), next);
        } else {
            over = true;
            mine.leave(Farewell.BAD_FRAME);
            next.run();
        }
    }

    private void follow(Connection mine, OptionalInt id, Command command) {
        try {
            if (mine.isOver() && !isForTheHost(mine, command)) {
                next.run();
            } else if (command instanceof Command.Publish publish) {
                publications.publish(publish.event(), new Answering(mine, publish.id()), next);
            } else if (command instanceof Command.Ping ping) {
                mine.answer(Replies.pong(ping.id()), next);
            } else if (command instanceof Command.Subscribe subscribe) {
                subscriptions.subscribe(mine, subscribe, next);
            } else if (command instanceof Command.Unsubscribe unsubscribe) {
                subscriptions.unsubscribe(mine, unsubscribe.sub(), unsubscribe.forget());
                next.run();
            } else if (command instanceof Command.Ack ack) {
                subscriptions.acknowledge(mine, ack.sub(), ack.position());
                next.run();
            } else if (command instanceof Command.Credit credit) {
                subscriptions.grant(mine, credit.sub(), credit.more());
                next.run();
            }
        } catch (Throwable e) { // whatever it is, the client waits for an answer
            mine.answer(Replies.error(id, Problems.of(e, SocketServlet.PATH)), next);
        }
    }

    /** Whether something sent before the end still means something behind it, when there is nobody to send to. */
    private static boolean isForTheHost(Connection mine, Command command) {
        return command instanceof Command.Ack
                || command instanceof Command.Unsubscribe
                || command instanceof Command.Publish && mine.counts();
    }

    @Override
    public void end() {
        subscriptions.end();
    }

    /** Answers with what became of an event. */
    private record Answering(Connection connection, int id) implements Publications.Outcome {

        @Override
        public void taken(Receipt receipt) {
            connection.answer(Replies.published(id, receipt), () -> {});
        }

        @Override
        public void refused(Problem problem) {
            connection.answer(Replies.error(OptionalInt.of(id), problem), () -> {});
        }
    }
}
