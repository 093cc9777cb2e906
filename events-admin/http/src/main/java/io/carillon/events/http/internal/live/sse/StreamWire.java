// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.live.sse;

import io.carillon.events.http.internal.live.Connection;
import io.carillon.events.http.internal.live.Farewell;
import io.carillon.events.http.internal.live.Packing;
import io.carillon.events.http.internal.live.Wire;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The answer to one request that does not end, written without blocking.
 *
 * <p>Threads: guarded by {@code this}; whoever is told that everything is written is told outside of it.
 */
final class StreamWire implements Wire, WriteListener, AsyncListener {

    private static final Logger LOG = LoggerFactory.getLogger(StreamWire.class);

    /** What has been done of a flight. */
    private enum Step {
        NOTHING,
        WRITTEN,
        FLUSHED
    }

    private final AsyncContext context;
    private final ServletOutputStream output;
    private final ServletContextRequest request;
    private final Packing packing = new Packing();
    private final StreamPack pack = new StreamPack(packing);
    private @Nullable Connection connection;
    private @Nullable Sent pending;
    private Step step = Step.NOTHING;
    private boolean open;
    private boolean completed;

    StreamWire(AsyncContext context) throws IOException {
        this.context = context;
        this.output = context.getResponse().getOutputStream();
        this.request = ServletContextRequest.getServletContextRequest(context.getRequest());
    }

    /** Begins to write for a connection. */
    void start(Connection owner) {
        synchronized (this) {
            connection = owner;
        }
        context.addListener(this);
        output.setWriteListener(this);
    }

    @Override
    public StreamPack pack() {
        return pack;
    }

    @Override
    public void send(Sent done) {
        synchronized (this) {
            pending = done;
            step = Step.NOTHING;
        }
        advance();
    }

    @Override
    public void onWritePossible() {
        synchronized (this) {
            open = true;
        }
        advance();
    }

    private void advance() {
        Sent done;
        try {
            done = write();
        } catch (IOException | IllegalStateException e) {
            onError(e);
            return;
        }
        if (done != null) {
            done.sent();
        }
    }

    /** Goes on as far as the container takes it; it says when it takes more. */
    private synchronized @Nullable Sent write() throws IOException {
        while (open && !completed && pending != null && output.isReady()) {
            switch (step) {
                case NOTHING -> {
                    ByteBuffer bytes = packing.bytes();
                    output.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
                    step = Step.WRITTEN;
                }
                case WRITTEN -> {
                    output.flush();
                    step = Step.FLUSHED;
                }
                case FLUSHED -> {
                    Sent done = pending;
                    pending = null;
                    packing.clear();
                    return done;
                }
            }
        }
        return null;
    }

    @Override
    public boolean heartbeat() {
        pack.heartbeat();
        return false;
    }

    @Override
    public void close(Farewell farewell) {
        synchronized (this) {
            if (completed) {
                return;
            }
            completed = true;
        }
        context.complete();
    }

    /** A write that a client does not take cannot be taken back; only the connection under it can be closed. */
    @Override
    public void abort() {
        synchronized (this) {
            if (completed) {
                return;
            }
            completed = true;
        }
        request.getConnectionMetaData().getConnection().getEndPoint().close();
        try {
            context.complete();
        } catch (IllegalStateException e) {
            LOG.debug("The container has ended the request already: {}", e.getMessage());
        }
    }

    @Override
    public void onError(Throwable reason) {
        Sent done;
        synchronized (this) {
            done = pending;
            pending = null;
        }
        if (done != null) {
            done.failed(reason);
        } else {
            owner().abort();
        }
    }

    private synchronized Connection owner() {
        if (connection == null) {
            throw new IllegalStateException("the stream has not begun");
        }
        return connection;
    }

    @Override
    public void onComplete(AsyncEvent event) {
        synchronized (this) {
            completed = true;
        }
        owner().closed();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        owner().abort();
    }

    @Override
    public void onError(AsyncEvent event) {
        owner().abort();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        throw new IllegalStateException("a stream is not started twice");
    }
}
