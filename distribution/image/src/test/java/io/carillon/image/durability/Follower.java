// SPDX-License-Identifier: Apache-2.0
package io.carillon.image.durability;

import io.carillon.image.Installation;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/** Reads the log of one host as it grows. A page that is not full is read again, so that late arrivals show. */
final class Follower {

    private static final int PAGE = 200;
    private static final Duration ANSWER = Duration.ofMinutes(2);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(30);

    private final URI host;
    private final String token;
    private final SkipWatch watch = new SkipWatch();
    private final FutureTask<SkipWatch> task = new FutureTask<>(this::follow);
    private volatile boolean stopped;

    private Follower(URI host, String token) {
        this.host = host;
        this.token = token;
    }

    static Follower start(String name, Installation host, String token) {
        Follower follower = new Follower(host.url(), token);
        Thread thread = new Thread(follower.task, "follower-" + name);
        thread.setDaemon(true);
        thread.start();
        return follower;
    }

    private SkipWatch follow() throws IOException {
        try (Connection connection = Connection.open(host, token, ANSWER)) {
            LogPages pages = new LogPages(connection, PAGE);
            Optional<String> cursor = Optional.empty();
            long after = 0;
            while (true) {
                boolean last = stopped;
                LogPages.Page page = pages.read(cursor);
                List<Long> positions =
                        page.events().stream().map(LoggedEvent::position).toList();
                watch.page(after, positions, page.next().isPresent());
                if (page.next().isPresent()) {
                    cursor = page.next();
                    after = positions.get(positions.size() - 1);
                } else if (last) {
                    return watch;
                } else {
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            }
        }
    }

    /** Reads to the end of the log and returns what was seen. */
    SkipWatch finish() throws InterruptedException, ExecutionException, TimeoutException {
        stopped = true;
        return task.get(ANSWER.toSeconds(), TimeUnit.SECONDS);
    }
}
