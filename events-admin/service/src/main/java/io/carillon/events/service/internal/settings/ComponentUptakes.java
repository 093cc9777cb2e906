// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.settings;

import io.carillon.events.admin.OptionStatus;
import io.carillon.events.admin.UptakeAdmin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.ConfigurationListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/**
 * Looks at the components that an option sets up. They are handed a configuration within the event that tells of it, and those
 * events come one after the other: when one has come that was caused later, the components stand as they will.
 *
 * <p>Of a component that is told of changes by a method of its own, of one that nobody uses yet and of what is no component it
 * cannot be seen whether the value was taken.
 */
@Component(
        service = {UptakeAdmin.class, ConfigurationListener.class},
        immediate = true)
public final class ComponentUptakes implements UptakeAdmin, ConfigurationListener {

    private static final long PATIENCE_SECONDS = 10;
    private static final int LONGEST_REASON = 500;
    private static final String CAUSE = "Caused by: ";
    /** Of configurations that set up nobody; their events are waited for. */
    private static final String MARKS = "io.carillon.settings.told.";

    private final ConfigurationAdmin configurations;
    private final ServiceComponentRuntime components;
    private final Map<String, CountDownLatch> awaited = new ConcurrentHashMap<>();
    private final AtomicLong marks = new AtomicLong();

    @Activate
    public ComponentUptakes(
            @Reference ConfigurationAdmin configurations, @Reference ServiceComponentRuntime components) {
        this.configurations = configurations;
        this.components = components;
    }

    @Override
    public Uptake uptake(OptionStatus option) throws InterruptedException {
        if (option.restart()) {
            return new Uptake.NextStart();
        }
        return everybodyWasTold() ? seen(option.pid()) : new Uptake.Stored();
    }

    /** Waits for an event that comes after all before it. */
    private boolean everybodyWasTold() throws InterruptedException {
        String pid = MARKS + marks.incrementAndGet();
        CountDownLatch told = new CountDownLatch(1);
        awaited.put(pid, told);
        try {
            Configuration mark = configurations.getConfiguration(pid, "?");
            mark.update(FrameworkUtil.asDictionary(Map.of("mark", true)));
            try {
                return told.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } finally {
                mark.delete();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the configuration admin cannot be asked who was told", e);
        } finally {
            awaited.remove(pid);
        }
    }

    @Override
    public void configurationEvent(ConfigurationEvent event) {
        CountDownLatch told = awaited.get(event.getPid());
        if (told != null) {
            told.countDown();
        }
    }

    private Uptake seen(String pid) {
        boolean taken = false;
        boolean unknown = false;
        for (ComponentDescriptionDTO component : components.getComponentDescriptionDTOs()) {
            if (!Arrays.asList(component.configurationPid).contains(pid)) {
                continue;
            }
            for (ComponentConfigurationDTO each : components.getComponentConfigurationDTOs(component)) {
                if (each.state == ComponentConfigurationDTO.FAILED_ACTIVATION) {
                    return new Uptake.Refused(component.bundle.symbolicName, reason(each.failure));
                }
                boolean runs = each.state == ComponentConfigurationDTO.ACTIVE && component.modified == null;
                taken |= runs;
                unknown |= !runs;
            }
        }
        return taken && !unknown ? new Uptake.InForce() : new Uptake.Stored();
    }

    /** What the innermost cause of a printed stack trace says. */
    private static String reason(@Nullable String trace) {
        String found = "";
        for (String line : Objects.requireNonNullElse(trace, "").lines().toList()) {
            if (found.isEmpty() || line.startsWith(CAUSE)) {
                found = line.startsWith(CAUSE) ? line.substring(CAUSE.length()) : line;
            }
        }
        String text = found.replaceFirst("^[\\w.$]+: (?=.)", "").strip();
        if (text.isEmpty()) {
            return "it does not say why";
        }
        return text.length() <= LONGEST_REASON ? text : text.substring(0, LONGEST_REASON - 1) + "…";
    }
}
