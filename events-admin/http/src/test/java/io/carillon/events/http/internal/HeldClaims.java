// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal;

import io.carillon.events.TypePattern;
import io.carillon.events.admin.ClientSubscriptionsAdmin;
import io.carillon.patience.Patience;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/** In front of the real durable subscriptions: counts who takes them up, and holds a new one for as long as the test wants. */
final class HeldClaims implements ClientSubscriptionsAdmin {

    private volatile @Nullable BundleContext context;
    private final Map<String, Integer> claims = new ConcurrentHashMap<>();
    private final Map<String, Hold> holds = new ConcurrentHashMap<>();
    private final Map<String, Hold> turns = new ConcurrentHashMap<>();

    /** Comes before the real ones, which are found when they are needed. */
    void register(BundleContext host) {
        context = host;
        host.registerService(ClientSubscriptionsAdmin.class, this, null);
    }

    private ClientSubscriptionsAdmin real() {
        BundleContext host = Objects.requireNonNull(context);
        try {
            ServiceReference<?>[] all = Objects.requireNonNull(
                    host.getAllServiceReferences(ClientSubscriptionsAdmin.class.getName(), null));
            return Arrays.stream(all)
                    .map(host::getService)
                    .map(ClientSubscriptionsAdmin.class::cast)
                    .filter(each -> each != this)
                    .findFirst()
                    .orElseThrow();
        } catch (InvalidSyntaxException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public Lease claim(Identity identity, List<TypePattern> types, String from, Consumer<Ending> ended) {
        claims.merge(identity.id(), 1, Integer::sum);
        Optional.ofNullable(turns.get(identity.id())).ifPresent(Hold::pass);
        return new HeldLease(real().claim(identity, types, from, ended), Optional.ofNullable(holds.get(identity.id())));
    }

    /** How often one was taken up. */
    int claims(String id) {
        return claims.getOrDefault(id, 0);
    }

    /** Has a new one of this name wait before it is kept. */
    Hold hold(String id) {
        return holds.computeIfAbsent(id, each -> new Hold());
    }

    /** Has whoever takes up this name wait before it is taken up. */
    Hold holdTurn(String id) {
        return turns.computeIfAbsent(id, each -> new Hold());
    }

    /** What waits. */
    static final class Hold {

        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);
        private final CountDownLatch givenBack = new CountDownLatch(1);

        void awaitReached() throws InterruptedException {
            await(reached);
        }

        private void pass() {
            reached.countDown();
            try {
                await(released);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        void release() {
            released.countDown();
        }

        /** Waits until it was given back. */
        void awaitGivenBack() throws InterruptedException {
            await(givenBack);
        }

        private static void await(CountDownLatch latch) throws InterruptedException {
            if (!latch.await(Patience.LONGEST_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("not within " + Patience.LONGEST);
            }
        }
    }

    private record HeldLease(Lease lease, Optional<Hold> hold) implements Lease {

        @Override
        public Identity identity() {
            return lease.identity();
        }

        @Override
        public OptionalLong position() {
            return lease.position();
        }

        @Override
        public void begin(long position) {
            hold.ifPresent(Hold::pass);
            lease.begin(position);
        }

        @Override
        public void acknowledge(long position) {
            lease.acknowledge(position);
        }

        @Override
        public void close() {
            lease.close();
            hold.ifPresent(each -> each.givenBack.countDown());
        }
    }
}
