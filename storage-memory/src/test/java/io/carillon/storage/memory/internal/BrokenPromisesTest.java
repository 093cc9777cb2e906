// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.memory.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import io.carillon.events.tck.EventStoreContract;
import io.carillon.events.tck.StoreFixture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** A store that keeps every promise but one is caught by the contract of that one. */
@DisplayNameGeneration(ReplaceUnderscores.class)
final class BrokenPromisesTest {

    private static final AtomicReference<Lie> CURRENT = new AtomicReference<>(Lie.NONE);

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void a_single_lie_is_caught(Lie lie) {
        assertThat(run(lie, lie.contract()).getTestsFailedCount()).isEqualTo(1);
        assertThat(run(Lie.NONE, lie.contract()).getTestsSucceededCount()).isEqualTo(1);
    }

    private static TestExecutionSummary run(Lie lie, String contract) {
        CURRENT.set(lie);
        SummaryGeneratingListener summary = new SummaryGeneratingListener();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectMethod(LyingMemory.class, contract))
                                .build(),
                        summary);
        return summary.getSummary();
    }

    static final class LyingMemory extends EventStoreContract {
        @Override
        protected StoreFixture createFixture() {
            return new LyingFixture(new MemoryFixture(), CURRENT.get());
        }
    }
}
