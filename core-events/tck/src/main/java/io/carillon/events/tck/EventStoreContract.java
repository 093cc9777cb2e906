// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.tck;

import io.carillon.events.store.EventStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;

/**
 * What every {@link EventStore} promises. A provider's test extends this class and makes a fixture; there is no way to
 * skip a test. Where stores may differ, {@link io.carillon.events.store.StoreInfo} says which way this one goes, and the
 * contract checks that answer.
 *
 * <p>Waits end after {@code carillon.tck.patience} seconds, a system property, 120 unless set; no test measures speed.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
public abstract class EventStoreContract
        implements CommitContract,
                UnitContract,
                OutcomeContract,
                ReadContract,
                FidelityContract,
                QueryContract,
                PageContract,
                RemovalContract,
                SubscriptionDataContract,
                PluginDataContract,
                ReopenContract,
                ConcurrencyContract,
                FaultContract,
                BadInputContract,
                LimitContract {

    private final SampleEvents events = new SampleEvents();
    private @Nullable StoreFixture fixture;
    private @Nullable EventStore store;

    /** Makes the fixture of one test. */
    protected abstract StoreFixture createFixture();

    @BeforeEach
    final void openStore() {
        fixture = createFixture();
        store = fixture.createEmpty();
    }

    @AfterEach
    final void closeStore() {
        // A test may have left the thread interrupted; closing must not suffer from it.
        boolean interrupted = Thread.interrupted();
        try (StoreFixture ending = fixture) {
            if (store != null) {
                store.close();
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public final EventStore store() {
        return opened(store);
    }

    @Override
    public final EventStore reopen() {
        store().close();
        EventStore opened = fixture().reopen();
        store = opened;
        return opened;
    }

    @Override
    public final StoreFixture fixture() {
        return opened(fixture);
    }

    @Override
    public final SampleEvents events() {
        return events;
    }

    private static <T> T opened(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("no store is open; was a lifecycle method overridden?");
        }
        return value;
    }
}
