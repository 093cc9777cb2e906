// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.plugin.GoodActivator;
import com.example.plugin.LeakingActivator;
import io.carillon.events.EventDraft;
import io.carillon.events.admin.HealthCheck.Status;
import io.carillon.events.admin.PluginStatus.State;
import java.io.ByteArrayInputStream;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;

@DisplayNameGeneration(ReplaceUnderscores.class)
class LeakTest {

    private static final String ID = "com.example.leaky";

    @TempDir
    Path root;

    private final ExecutorService others = Executors.newSingleThreadExecutor();

    @BeforeEach
    void lend() {
        System.getProperties().put("carillon.test.threads", others);
    }

    @AfterEach
    void release() {
        System.getProperties().remove("carillon.test.threads");
        System.setProperty("carillon.test.release", "true");
        Awaitility.await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("leaky-poller")));
        System.clearProperty("carillon.test.release");
        if (System.getProperties().remove("carillon.test.executor") instanceof ExecutorService executor) {
            executor.shutdownNow();
        }
        others.shutdownNow();
    }

    private static LeakChecks quick(boolean collect) {
        return new LeakChecks(
                List.of(Duration.ofMillis(400), Duration.ofMillis(1_000), Duration.ofMillis(2_000)),
                Duration.ofMillis(300),
                collect,
                Duration.ofMillis(500));
    }

    private TestHost host(boolean collect) throws Exception {
        return TestHost.start(root, TestHost.Options.DEFAULT.leaks(quick(collect)));
    }

    private static TestJar leaking(String what) {
        return TestJar.bundle(ID, "1.0.0").activator(LeakingActivator.class).header("X-Leak", what);
    }

    private static TestJar clean(String version) {
        return TestJar.bundle(ID, version).activator(GoodActivator.class);
    }

    private static Map<String, Object> report(TestHost host) {
        Awaitility.await("a report").until(() -> host.bus.about(ID).contains("leak_suspected"));
        EventDraft draft = host.bus.published.stream()
                .filter(each -> each.type().equals("carillon.plugin.leak_suspected"))
                .findFirst()
                .orElseThrow();
        return Published.data(draft);
    }

    @Test
    void a_thread_left_behind_by_an_old_version_is_named_until_it_ends() throws Exception {
        try (TestHost host = host(true)) {
            leaking("thread").copyTo(host.plugins.resolve("leaky.jar"));
            host.await(ID, State.ACTIVE);

            clean("2.0.0").moveTo(host.plugins.resolve("leaky.jar"));

            assertThat(report(host))
                    .containsEntry("threads", List.of("leaky-poller"))
                    .containsEntry("classLoaderAlive", true)
                    .containsEntry("version", "1.0.0");
            host.awaitVersion(ID, "2.0.0");
            assertThat(host.why(ID).problem()).contains("version 1.0.0").contains("the thread leaky-poller goes on");
            assertThat(host.deployer.check().status()).isEqualTo(Status.DEGRADED);
            assertThat(host.deployer.check().detail()).contains(ID + " 1.0.0 (the thread leaky-poller");

            System.setProperty("carillon.test.release", "true");
            Awaitility.await()
                    .until(() -> host.get(ID).why().isEmpty()
                            || !host.why(ID).problem().contains("leaky-poller"));
        }
    }

    @Test
    void an_executor_that_is_idle_is_named_with_the_class_loader_it_holds() throws Exception {
        try (TestHost host = host(true)) {
            leaking("executor").copyTo(host.plugins.resolve("leaky.jar"));
            host.await(ID, State.ACTIVE);

            clean("2.0.0").moveTo(host.plugins.resolve("leaky.jar"));

            assertThat(report(host))
                    .containsEntry("threads", List.of("leaky-worker"))
                    .containsEntry("classLoaderAlive", true)
                    .containsEntry("version", "1.0.0");
        }
    }

    @Test
    void a_class_loader_held_by_a_thread_local_is_found_after_a_collection() throws Exception {
        try (TestHost host = host(true)) {
            leaking("local").copyTo(host.plugins.resolve("leaky.jar"));
            host.await(ID, State.ACTIVE);
            Files.delete(host.plugins.resolve("leaky.jar"));

            Map<String, Object> report = report(host);

            assertThat(report).containsEntry("threads", List.of()).containsEntry("classLoaderAlive", true);
            assertThat((Long) report.get("gcCycles")).isPositive();
            host.awaitGone(ID);
            assertThat(host.deployer.check().detail()).contains("its class loader is still reachable after");
        }
    }

    @Test
    void a_plugin_that_cleans_up_is_not_suspected_and_its_classes_are_freed() throws Exception {
        try (TestHost host = host(true)) {
            List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
            for (int version = 1; version <= 5; version++) {
                clean(version + ".0.0").moveTo(host.plugins.resolve("leaky.jar"));
                host.awaitVersion(ID, version + ".0.0");
                loaders.add(loader(host.bundle(ID).get(0)));
            }
            host.deployer.reload(ID, "test");
            Awaitility.await().until(() -> host.starts(ID) == 6);
            Files.delete(host.plugins.resolve("leaky.jar"));
            host.awaitGone(ID);

            Awaitility.await().until(() -> {
                System.gc();
                return loaders.stream().allMatch(loader -> loader.refersTo(null));
            });
            Awaitility.await()
                    .during(Duration.ofMillis(2_500))
                    .until(() -> !host.bus.about(ID).contains("leak_suspected"));
            assertThat(host.deployer.check().status()).isEqualTo(Status.OK);
        }
    }

    private static WeakReference<ClassLoader> loader(Bundle bundle) {
        return new WeakReference<>(bundle.adapt(BundleWiring.class).getClassLoader());
    }

    @Test
    void without_leave_to_collect_only_what_is_certain_is_told() throws Exception {
        try (TestHost host = host(false)) {
            leaking("local").copyTo(host.plugins.resolve("leaky.jar"));
            host.await(ID, State.ACTIVE);
            clean("2.0.0").moveTo(host.plugins.resolve("leaky.jar"));
            host.awaitVersion(ID, "2.0.0");
            Awaitility.await()
                    .during(Duration.ofMillis(2_500))
                    .until(() -> !host.bus.about(ID).contains("leak_suspected"));

            leaking("thread").moveTo(host.plugins.resolve("leaky.jar"));
            host.awaitVersion(ID, "1.0.0");
            clean("3.0.0").moveTo(host.plugins.resolve("leaky.jar"));

            assertThat(report(host)).containsEntry("threads", List.of("leaky-poller"));
        }
    }

    @Test
    void a_thread_that_outlives_a_reload_is_named_and_the_class_loader_in_use_is_not_blamed() throws Exception {
        try (TestHost host = host(true)) {
            leaking("thread").copyTo(host.plugins.resolve("leaky.jar"));
            host.await(ID, State.ACTIVE);

            host.deployer.reload(ID, "test");

            assertThat(report(host))
                    .containsEntry("threads", List.of("leaky-poller"))
                    .containsEntry("classLoaderAlive", false);
        }
    }

    @Test
    void what_one_version_left_behind_is_not_laid_to_the_charge_of_the_next() throws Exception {
        try (TestHost host = host(true)) {
            leaking("thread").copyTo(host.plugins.resolve("leaky.jar"));
            host.await(ID, State.ACTIVE);
            TestJar.bundle(ID, "2.0.0")
                    .activator(GoodActivator.class)
                    .type(LeakingActivator.class)
                    .moveTo(host.plugins.resolve("leaky.jar"));
            host.awaitVersion(ID, "2.0.0");
            clean("3.0.0").moveTo(host.plugins.resolve("leaky.jar"));
            host.awaitVersion(ID, "3.0.0");

            assertThat(report(host)).containsEntry("version", "1.0.0");
            Awaitility.await()
                    .during(Duration.ofMillis(2_500))
                    .until(() -> host.bus.about(ID).stream()
                                    .filter("leak_suspected"::equals)
                                    .count()
                            == 1);
        }
    }

    @Test
    void of_too_many_departures_the_oldest_are_not_looked_at() throws Exception {
        try (TestHost host = TestHost.start(root);
                PluginTimer timer = new PluginTimer();
                PluginEvents events = new PluginEvents()) {
            byte[] jar = leaking("thread").bytes();
            Bundle bundle = host.framework.getBundleContext().installBundle("x:1", new ByteArrayInputStream(jar));
            bundle.start();
            Footprint footprint = Footprint.of(bundle);
            bundle.stop();
            LeakWatch watch =
                    new LeakWatch(quick(false), host.framework.getBundleContext(), events, timer, Clock.systemUTC());

            for (int number = 0; number <= LeakWatch.MAX_WATCHED; number++) {
                watch.left("p" + number, bundle, footprint); // each claims the thread for a plugin of its own
            }

            Awaitility.await().until(() -> watch.leaks().size() == LeakWatch.MAX_WATCHED);
            assertThat(watch.leaks()).extracting(Leak::plugin).doesNotContain("p0");
        }
    }
}
