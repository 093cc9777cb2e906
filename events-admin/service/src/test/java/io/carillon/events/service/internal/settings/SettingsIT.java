// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.settings;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.picky.Picky;
import io.carillon.events.admin.HealthCheck;
import io.carillon.events.admin.OptionStatus;
import io.carillon.events.admin.PluginRemarks;
import io.carillon.events.admin.PluginStatus;
import io.carillon.events.admin.SettingsAdmin;
import io.carillon.events.admin.UptakeAdmin;
import io.carillon.events.admin.UptakeAdmin.Uptake;
import io.carillon.patience.Patience;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

@DisplayNameGeneration(ReplaceUnderscores.class)
class SettingsIT {

    private static final String HTTP = MetatypeReaderTest.document(
            "carillon.http", "<AD id='port' type='Integer' min='0' max='65535'/><AD id='bind' type='String'/>");
    private static final String TIMES = "com.example.hello.times";
    private static final String HELLO = MetatypeReaderTest.document(
            "com.example.hello", "<AD id='greeting' type='String'/><AD id='times' type='Integer'/>");

    @TempDir
    Path home;

    @AfterEach
    void forget() {
        System.clearProperty("carillon.exit");
    }

    @Test
    void settings_are_applied_before_what_they_set_up_starts() throws Exception {
        conf("carillon.json", "{\"carillon.http\": {\"port\": 8081, \"bind\": \"127.0.0.1\"}}");
        try (HostFramework host = new HostFramework(home, Map.of("carillon.set.http.port", "9090"))) {
            host.declare("http", 7, HTTP);
            Collection<Object> seen = new ConcurrentLinkedQueue<>();
            host.context().addBundleListener((SynchronousBundleListener) event -> {
                if (event.getType() == BundleEvent.STARTING
                        && event.getBundle().getSymbolicName().equals("http")) {
                    seen.add(String.valueOf(properties(host, "carillon.http")));
                }
            });

            host.start();

            assertThat(seen).singleElement().asString().contains("port=9090", "bind=127.0.0.1");
            assertThat(health(host).status()).isEqualTo(HealthCheck.Status.OK);
        }
    }

    @Test
    void a_wrong_setting_of_the_host_ends_the_start_with_exit_code_7_before_anything_else_starts() throws Exception {
        conf("carillon.json", "{\"carillon.http\": {\"prot\": 8081}}");
        HostFramework host = new HostFramework(home, Map.of());
        Bundle http = host.declare("http", 7, HTTP);
        Collection<String> started = new ConcurrentLinkedQueue<>();
        host.context().addBundleListener((SynchronousBundleListener) event -> {
            if (event.getType() == BundleEvent.STARTING) {
                started.add(event.getBundle().getSymbolicName());
            }
        });

        host.start();

        assertThat(host.framework().waitForStop(Patience.LONGEST.toMillis()).getType())
                .isEqualTo(FrameworkEvent.STOPPED);
        assertThat(System.getProperty("carillon.exit")).isEqualTo("7");
        assertThat(started).isNotEmpty().doesNotContain(http.getSymbolicName());
    }

    @Test
    void a_plugin_that_arrives_later_finds_its_options_and_its_errors_stop_nobody() throws Exception {
        conf("carillon.json", "{\"com.example.hello\": {\"greeting\": \"Hi\", \"times\": \"often\"}}");
        try (HostFramework host = new HostFramework(home, Map.of("carillon.set.com.example.hello.greeting", "Ahoy"))) {
            host.start();

            host.declare("hello", 1, HELLO);

            Dictionary<String, Object> properties = properties(host, "com.example.hello");
            assertThat(properties).isNotNull();
            assertThat(properties.get("greeting")).isEqualTo("Ahoy");
            assertThat(properties.get("times")).isNull();
            assertThat(health(host).status()).isEqualTo(HealthCheck.Status.DEGRADED);
            assertThat(health(host).detail()).contains("conf/carillon.json:1", "com.example.hello.times", "often");
            assertThat(remarks(host, "hello"))
                    .singleElement()
                    .asString()
                    .contains("conf/carillon.json:1", "com.example.hello.times");
            assertThat(remarks(host, "other")).isEmpty();
            assertThat(host.framework().getState()).isEqualTo(Bundle.ACTIVE);
        }
    }

    @Test
    void what_is_no_longer_set_is_gone_after_a_restart() throws Exception {
        conf("carillon.json", "{\"carillon.http\": {\"port\": 8081}}");
        try (HostFramework host = new HostFramework(home, Map.of())) {
            host.declare("http", 7, HTTP);
            host.start();
            assertThat(properties(host, "carillon.http")).isNotNull();
        }
        conf("carillon.json", "{}");
        try (HostFramework host = new HostFramework(home, Map.of())) {
            host.declare("http", 7, HTTP);
            host.start();
            assertThat(properties(host, "carillon.http")).isNull();
        }
    }

    @Test
    void a_change_is_handed_on_kept_and_in_force_again_after_a_restart() throws Exception {
        try (HostFramework host = new HostFramework(home, Map.of())) {
            host.start();
            host.declare("hello", 1, HELLO);

            settings(host).set(Map.of("com.example.hello.greeting", "Ahoy"), Set.of(), "shell:test");

            assertThat(properties(host, "com.example.hello")).isNotNull();
            assertThat(settings(host).of("hello")).extracting(OptionStatus::key).hasSize(2);
        }
        try (HostFramework host = new HostFramework(home, Map.of())) {
            host.start();
            host.declare("hello", 1, HELLO);

            assertThat(String.valueOf(properties(host, "com.example.hello"))).contains("greeting=Ahoy");
            assertThat(settings(host).get("com.example.hello.greeting"))
                    .get()
                    .satisfies(greeting -> assertThat(greeting.source()).isEqualTo(OptionStatus.Source.UI))
                    .satisfies(greeting -> assertThat(greeting.where()).isEqualTo("data/config/settings.json:3"));

            settings(host).set(Map.of(), Set.of("com.example.hello.greeting"), "shell:test");
            assertThat(properties(host, "com.example.hello")).isNull();
        }
    }

    @Test
    void of_changes_at_once_under_one_condition_only_the_first_happens() throws Exception {
        int writers = 8;
        ExecutorService pool = Executors.newFixedThreadPool(writers);
        try (HostFramework host = new HostFramework(home, Map.of())) {
            host.start();
            host.declare("hello", 1, HELLO);
            SettingsAdmin settings = settings(host);
            CyclicBarrier together = new CyclicBarrier(writers);
            Runnable untouched = () -> {
                if (settings.get("com.example.hello.greeting").orElseThrow().value() != null) {
                    throw new IllegalStateException("somebody was first");
                }
            };

            List<Future<Boolean>> outcomes = new ArrayList<>();
            for (int i = 0; i < writers; i++) {
                String greeting = "Ahoy " + i;
                outcomes.add(pool.submit(() -> {
                    together.await();
                    try {
                        settings.set(Map.of("com.example.hello.greeting", greeting), Set.of(), "test", untouched);
                        return true;
                    } catch (IllegalStateException e) {
                        return false;
                    }
                }));
            }
            int changed = 0;
            for (Future<Boolean> outcome : outcomes) {
                changed += outcome.get(2, TimeUnit.MINUTES) ? 1 : 0;
            }

            assertThat(changed).isEqualTo(1);
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void whether_a_value_was_taken_is_known_when_all_were_told() throws Exception {
        try (HostFramework host = new HostFramework(home, Map.of())) {
            host.start();
            host.component("com.example.hello", HELLO, Picky.class);

            for (int i = 0; i < 20; i++) {
                assertThat(uptake(host, TIMES, Picky.REFUSED))
                        .isEqualTo(
                                new Uptake.Refused("com.example.picky", "times brings bad luck, got " + Picky.REFUSED));
                assertThat(uptake(host, "com.example.hello.greeting", "Ahoy " + i))
                        .isInstanceOf(Uptake.Refused.class);
                assertThat(uptake(host, TIMES, 100 + i)).isEqualTo(new Uptake.InForce());
            }
            settings(host).set(Map.of(TIMES, Picky.REFUSED), Set.of(), "shell:test");
            settings(host).set(Map.of(), Set.of(TIMES), "shell:test");
            assertThat(uptake(host, TIMES)).isEqualTo(new Uptake.InForce());
        }
    }

    @Test
    void of_whom_nothing_is_known_and_of_the_next_start_no_more_is_said() throws Exception {
        try (HostFramework host = new HostFramework(home, Map.of())) {
            host.declare("bus", 1, MetatypeReaderTest.document("carillon.bus", "<AD id='tail' type='Integer'/>"));
            host.start();
            host.declare("hello", 1, HELLO);

            assertThat(uptake(host, TIMES, 1)).isEqualTo(new Uptake.Stored());
            assertThat(uptake(host, "bus.tail", 1)).isEqualTo(new Uptake.NextStart());
        }
    }

    private static Uptake uptake(HostFramework host, String key, Object value) throws Exception {
        settings(host).set(Map.of(key, value), Set.of(), "shell:test");
        return uptake(host, key);
    }

    private static Uptake uptake(HostFramework host, String key) throws Exception {
        return service(host, UptakeAdmin.class).uptake(settings(host).get(key).orElseThrow());
    }

    private static SettingsAdmin settings(HostFramework host) {
        return service(host, SettingsAdmin.class);
    }

    private static <T> T service(HostFramework host, Class<T> type) {
        return Objects.requireNonNull(host.context().getService(host.context().getServiceReference(type)));
    }

    private void conf(String name, String content) throws Exception {
        Path conf = Files.createDirectories(home.resolve("conf"));
        Files.writeString(conf.resolve(name), content);
    }

    /** What is among the reasons of a plugin. */
    private static List<String> remarks(HostFramework host, String plugin) {
        PluginRemarks settings = host.context().getService(host.context().getServiceReference(PluginRemarks.class));
        assertThat(settings).isNotNull();
        return settings.remarks(plugin).stream().map(PluginStatus.Why::problem).toList();
    }

    private static HealthCheck.Result health(HostFramework host) throws Exception {
        for (ServiceReference<HealthCheck> reference : host.context().getServiceReferences(HealthCheck.class, null)) {
            HealthCheck check = host.context().getService(reference);
            if (check != null && check.name().equals("settings")) {
                return check.check();
            }
        }
        throw new AssertionError("there is no health check of the settings");
    }

    private static @Nullable Dictionary<String, Object> properties(HostFramework host, String pid) {
        try {
            ServiceReference<ConfigurationAdmin> reference =
                    host.context().getServiceReference(ConfigurationAdmin.class);
            ConfigurationAdmin admin = host.context().getService(reference);
            Configuration[] found = admin == null ? null : admin.listConfigurations("(service.pid=" + pid + ")");
            return found == null ? null : found[0].getProperties();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
