// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import io.carillon.events.admin.PluginStatus;
import io.carillon.events.admin.PluginStatus.State;
import io.carillon.events.admin.PluginStatus.Why;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Puts together, from files and plugins, what people see. */
final class PluginOverview {

    private static final List<State> NEAREST = List.of(
            State.ACTIVE,
            State.STARTING,
            State.STOPPING,
            State.UNRESOLVED,
            State.FAILED,
            State.QUARANTINED,
            State.DISABLED,
            State.SUPERSEDED);

    private PluginOverview() {}

    /**
     * One line for each plugin and for each file that is not what runs; in ascending order of ids, then files.
     *
     * @param remarks what else is wrong with an installed plugin
     */
    static List<PluginStatus> of(List<FileReport> files, List<Plugin> plugins, Function<String, List<Why>> remarks) {
        Map<String, PluginView> views = new TreeMap<>();
        List<PluginStatus> all = new ArrayList<>();
        for (Plugin plugin : plugins) {
            PluginView view = plugin.view();
            views.put(plugin.id(), view);
            if (view.jar() != null) {
                all.add(installed(plugin.id(), view.jar(), view, files, remarks.apply(plugin.id())));
            }
        }
        for (FileReport file : files) {
            PluginStatus status = of(file, views);
            if (status != null) {
                all.add(status);
            }
        }
        all.sort(Comparator.comparing(PluginStatus::id).thenComparing(PluginStatus::jar));
        return List.copyOf(all);
    }

    private static PluginStatus installed(
            String id, PluginJar jar, PluginView view, List<FileReport> files, List<Why> remarks) {
        List<Why> why = new ArrayList<>(view.why());
        why.addAll(remarks);
        for (FileReport file : files) {
            if (file.file().equals(jar.file()) && file.intake() instanceof Intake.Refused refused) {
                why.addAll(refused.reasons());
            }
        }
        return new PluginStatus(
                id,
                jar.version().toString(),
                jar.name(),
                view.state(),
                jar.file(),
                jar.sha256(),
                view.bundleId(),
                view.since(),
                why);
    }

    private static @Nullable PluginStatus of(FileReport file, Map<String, PluginView> views) {
        if (file.intake() instanceof Intake.Accepted accepted) {
            return accepted(file, accepted.jar(), views.get(accepted.jar().id()));
        }
        if (file.intake() instanceof Intake.Refused refused) {
            return status(file, refused.version(), refused.id(), State.FAILED, refused.sha256(), refused.reasons());
        }
        if (file.intake() instanceof Intake.Disabled disabled) {
            Why why = new Why(
                    "it is switched off: its file ends in " + JarIntake.DISABLED,
                    null,
                    null,
                    "plugin:enable " + disabled.id() + ", or rename the file.");
            return status(file, disabled.version(), disabled.name(), State.DISABLED, "", List.of(why));
        }
        Why why = new Why(
                "its file still changes",
                null,
                null,
                "Wait until it is copied; it is taken as soon as it stops changing.");
        return status(file, "", file.file(), State.STARTING, "", List.of(why));
    }

    private static @Nullable PluginStatus accepted(FileReport file, PluginJar jar, @Nullable PluginView view) {
        if (view == null) {
            return status(file, jar, State.STARTING, List.of());
        }
        PluginJar installed = view.jar();
        JarChoice.Unfit unfit = view.unfit().get(jar.sha256());
        if (unfit != null) {
            boolean shown = installed != null
                    && installed.file().equals(jar.file())
                    && installed.sha256().equals(jar.sha256());
            return shown ? null : status(file, jar, installed == null ? view.state() : unfit.state(), unfit.why());
        }
        if (installed == null) {
            return status(file, jar, view.state(), view.why());
        }
        if (installed.file().equals(jar.file())) {
            return null;
        }
        Why why = new Why(
                "version " + installed.version() + " in " + installed.file() + " runs instead",
                null,
                null,
                "Remove the one of the two files that is not wanted; the highest version runs.");
        return status(file, jar, State.SUPERSEDED, List.of(why));
    }

    private static PluginStatus status(FileReport file, PluginJar jar, State state, List<Why> why) {
        return new PluginStatus(
                jar.id(),
                jar.version().toString(),
                jar.name(),
                state,
                file.file(),
                jar.sha256(),
                -1,
                file.since(),
                why);
    }

    private static PluginStatus status(
            FileReport file, String version, String name, State state, String sha256, List<Why> why) {
        return new PluginStatus(file.id(), version, name, state, file.file(), sha256, -1, file.since(), why);
    }

    /** The line that comes nearest to a running plugin of this id. */
    static Optional<PluginStatus> nearest(List<PluginStatus> all, String id) {
        return all.stream()
                .filter(status -> status.id().equals(id))
                .min(Comparator.comparingInt(status -> NEAREST.indexOf(status.state())));
    }
}
