// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.shell.internal;

import io.carillon.events.admin.PluginRefusedException;
import io.carillon.events.admin.PluginStatus;
import io.carillon.events.admin.PluginsAdmin;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** Commands of the scope {@code plugin} that put jars into the plugins folder, and take them out. */
@Component(
        service = PluginJarCommands.class,
        property = {"osgi.command.scope=plugin", "osgi.command.function=install", "osgi.command.function=remove"})
public final class PluginJarCommands {

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable PluginsAdmin plugins;

    @Activate
    public PluginJarCommands() {
        this(null);
    }

    /** For tests: no container. */
    PluginJarCommands(@Nullable PluginsAdmin plugins) {
        this.plugins = plugins;
    }

    private PluginsAdmin plugins() {
        return Capability.of(plugins, "the plugin deployer");
    }

    @Descriptor("Puts a jar into the plugins folder once it passed every check; it replaces other versions.")
    public String install(CommandSession session, @Descriptor("FILE: path of the jar on the host") String file)
            throws IOException {
        try (InputStream jar = Files.newInputStream(Path.of(file))) {
            PluginStatus plugin = plugins().install(jar, "", Caller.of(session));
            return plugin.id() + " " + plugin.version() + " is being installed";
        } catch (PluginRefusedException e) {
            throw new CommandException(
                    CommandException.INVALID,
                    "it cannot be a plugin: " + e.why().problem(),
                    e.why().hint());
        } catch (NoSuchFileException | InvalidPathException e) {
            throw CommandException.notFound(
                    "file \"" + Printable.shortened(file, 200) + "\" on the host", "give its whole path");
        }
    }

    @Descriptor("Stops a plugin and removes its jars; its subscriptions keep their positions for a while.")
    public String remove(
            CommandSession session,
            @Descriptor("also if others use its packages")
                    @Parameter(names = "--dependents", presentValue = "true", absentValue = "false")
                    boolean dependents,
            @Descriptor("ID: the plugin's id") String id) {
        plugins().remove(id, dependents, Caller.of(session));
        return id + " is being removed";
    }
}
