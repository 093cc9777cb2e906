// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** A store that honours nothing fails every contract, and none is skipped for it. */
@DisplayNameGeneration(ReplaceUnderscores.class)
final class KitNeverSkipsTest {

    /** Fewer means that contracts were lost. */
    private static final int AT_LEAST = 130;

    @Test
    void a_store_that_forgets_what_it_took_fails_everything() {
        assertEverythingFails(Forgetful.class);
    }

    @Test
    void a_store_that_is_never_there_fails_everything() {
        assertEverythingFails(Absent.class);
    }

    @Test
    void a_store_that_refuses_every_unit_fails_everything() {
        assertEverythingFails(Refusing.class);
    }

    @Test
    void no_contract_can_be_switched_off() {
        for (Class<?> type : contracts()) {
            assertThat(type.getDeclaredClasses())
                    .as("%s nests tests", type)
                    .noneMatch(nested -> nested.isAnnotationPresent(Nested.class));
            assertThat(type.isAnnotationPresent(Disabled.class)).as("%s", type).isFalse();
            assertThat(type.getDeclaredMethods())
                    .as("%s", type)
                    .noneMatch(method -> method.isAnnotationPresent(Disabled.class));
        }
    }

    @Test
    void each_contract_is_part_of_what_a_provider_extends() {
        assertThat(contracts()).hasSize(15);
        assertThat(contracts().stream()
                        .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                        .filter(method -> method.isAnnotationPresent(Test.class))
                        .map(Method::getName))
                .hasSizeGreaterThanOrEqualTo(AT_LEAST)
                .doesNotHaveDuplicates();
    }

    private static List<Class<?>> contracts() {
        return List.of(EventStoreContract.class.getInterfaces());
    }

    private static void assertEverythingFails(Class<? extends EventStoreContract> provider) {
        Outcomes outcomes = new Outcomes();
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(provider))
                .configurationParameter("junit.jupiter.execution.timeout.default", "60 s")
                .build();
        LauncherFactory.create().execute(request, outcomes);

        assertThat(outcomes.passed).as("contracts that a liar passes").isEmpty();
        assertThat(outcomes.skipped).as("contracts that were skipped").isEmpty();
        assertThat(outcomes.failed).hasSizeGreaterThanOrEqualTo(AT_LEAST);
    }

    private static final class Outcomes implements TestExecutionListener {

        private final Set<String> passed = new ConcurrentSkipListSet<>();
        private final Set<String> failed = new ConcurrentSkipListSet<>();
        private final Set<String> skipped = new ConcurrentSkipListSet<>();

        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            if (test.isTest()) {
                switch (result.getStatus()) {
                    case SUCCESSFUL -> passed.add(test.getDisplayName());
                    case FAILED -> failed.add(test.getDisplayName());
                    case ABORTED -> skipped.add(test.getDisplayName());
                }
            }
        }

        @Override
        public void executionSkipped(TestIdentifier test, String reason) {
            skipped.add(test.getDisplayName());
        }
    }

    static final class Forgetful extends EventStoreContract {
        @Override
        protected StoreFixture createFixture() {
            return new LyingFixture(ForgetfulStore::new);
        }
    }

    static final class Absent extends EventStoreContract {
        @Override
        protected StoreFixture createFixture() {
            return new LyingFixture(() -> LyingFixture.answering(LyingFixture.ABSENT));
        }
    }

    static final class Refusing extends EventStoreContract {
        @Override
        protected StoreFixture createFixture() {
            return new LyingFixture(RefusingStore::new);
        }
    }
}
