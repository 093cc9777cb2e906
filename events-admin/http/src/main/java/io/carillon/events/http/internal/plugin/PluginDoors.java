// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.plugin;

import io.carillon.events.admin.HealthCheck;
import io.carillon.events.admin.PluginRemarks;
import io.carillon.events.admin.PluginStatus.Why;
import io.carillon.events.admin.Principal;
import io.carillon.events.admin.Scope;
import io.carillon.events.http.internal.access.Caller;
import io.carillon.events.http.internal.access.Callers;
import io.carillon.events.http.internal.access.MissingScope;
import io.carillon.events.http.internal.problem.Problem;
import io.carillon.events.http.internal.problem.ProblemCode;
import io.carillon.events.http.internal.route.PercentCoding;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.util.tracker.ServiceTracker;
import org.osgi.util.tracker.ServiceTrackerCustomizer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives each plugin that registers servlets a place of its own, {@code /plugins/<id>/}, whatever patterns and contexts it
 * asks for. Everything else that it offers to the container (filters, contexts, listeners, error pages, resources,
 * preprocessors) is refused, and named in the health of the host.
 *
 * <p>Callers need the scope {@code plugins:read} to read and {@code plugins:manage} for all else. Anybody is let in only if
 * the plugin's manifest says {@code Carillon-Http: anonymous} and the operator grants it.
 */
public final class PluginDoors
        implements ServiceTrackerCustomizer<Object, PluginDoors.Door>, HealthCheck, PluginRemarks, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PluginDoors.class);
    private static final String PREFIX = "/plugins/";
    private static final String HEADER = "Carillon-Http";
    private static final String PATTERN = "osgi.http.whiteboard.servlet.pattern";
    private static final int MAX_NAMED = 5;
    /** What could make a path mean another to somebody who reads it again. */
    private static final List<String> STRANGE = List.of("//", ";", "/.", "\\", "%2e", "%2f", "%5c", "%25", "%00");

    /** What became of a service: a servlet in its place, or {@code null} for one that was refused. */
    record Door(Bundle bundle, @Nullable ServiceRegistration<Servlet> servlet, String finding) {}

    private final BundleContext context;
    private final Set<String> anonymous;
    private final Map<Bundle, PluginContext> contexts = new ConcurrentHashMap<>();
    private final Map<ServiceReference<Object>, Door> doors = new ConcurrentHashMap<>();
    private final ServiceTracker<Object, Door> tracker;
    private final ServiceRegistration<?> health;

    /** @param anonymous ids of the plugins that may answer anybody if they ask to */
    public PluginDoors(BundleContext context, Set<String> anonymous) {
        this.context = context;
        this.anonymous = Set.copyOf(anonymous);
        try {
            tracker = new ServiceTracker<>(context, context.createFilter("(objectClass=*)"), this);
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException("the filter is a constant", e);
        }
        tracker.open(true);
        health = context.registerService(
                new String[] {HealthCheck.class.getName(), PluginRemarks.class.getName()}, this, null);
    }

    /** Whether a path is one of plugins. */
    public boolean leads(String rawPath) {
        return rawPath.startsWith(PREFIX);
    }

    /**
     * Checks that a caller may ask a plugin.
     *
     * @throws io.carillon.events.http.internal.problem.ProblemException if there is no such plugin, or they may not
     */
    public void check(HttpServletRequest request, Caller caller) {
        Optional<Bundle> plugin = plugin(request.getRequestURI());
        Principal principal = caller.principal();
        if (principal == null) {
            if (plugin.filter(this::open).isEmpty()) {
                throw Callers.unauthenticated();
            }
            return;
        }
        Scope needed = Callers.reads(request) ? Scope.PLUGINS_READ : Scope.PLUGINS_MANAGE;
        if (!principal.may(needed)) {
            throw MissingScope.of(needed, principal).toException();
        }
        if (plugin.isEmpty()) {
            throw Problem.of(ProblemCode.NOT_FOUND, "there is nothing at this path")
                    .toException();
        }
    }

    private Optional<Bundle> plugin(String rawPath) {
        String rest = rawPath.substring(PREFIX.length());
        int slash = rest.indexOf('/');
        Optional<String> id = PercentCoding.decode(slash < 0 ? rest : rest.substring(0, slash));
        String plain = rest.toLowerCase(Locale.ROOT);
        boolean strange = STRANGE.stream().anyMatch(plain::contains);
        return strange
                ? Optional.empty()
                : contexts.keySet().stream()
                        .filter(bundle ->
                                id.filter(bundle.getSymbolicName()::equals).isPresent())
                        .findFirst();
    }

    private boolean open(Bundle plugin) {
        return asksForAnybody(plugin) && anonymous.contains(plugin.getSymbolicName());
    }

    private static boolean asksForAnybody(Bundle plugin) {
        return "anonymous".equals(plugin.getHeaders("").get(HEADER));
    }

    @Override
    public @Nullable Door addingService(ServiceReference<Object> reference) {
        Bundle owner = reference.getBundle();
        boolean foreign = owner != null
                && owner.getBundleId() != 0
                && !owner.equals(context.getBundle())
                && !isContainer(owner)
                && WhiteboardWall.isHttp(reference);
        if (!foreign) {
            return null;
        }
        Door door = reference.getProperty(PATTERN) != null && context.getService(reference) instanceof Servlet servlet
                ? mount(owner, servlet, reference)
                : refused(owner, reference, "it is not a servlet with a pattern");
        doors.put(reference, door);
        return door;
    }

    /** The container offers its own runtime and context. */
    private static boolean isContainer(Bundle bundle) {
        return bundle.getSymbolicName() != null && bundle.getSymbolicName().startsWith("org.apache.felix.http.");
    }

    private Door mount(Bundle owner, Servlet servlet, ServiceReference<Object> reference) {
        PluginContext place = contexts.computeIfAbsent(owner, plugin -> new PluginContext(context, plugin));
        try {
            Door door = new Door(owner, place.mount(servlet, reference), "");
            LOG.info("Servlet {} of {} is at {}", reference.getProperty(PATTERN), owner, place.path());
            return door;
        } catch (IllegalArgumentException e) {
            return refused(owner, reference, String.valueOf(e.getMessage()));
        }
    }

    private Door refused(Bundle owner, ServiceReference<Object> reference, String reason) {
        String[] types = (String[]) reference.getProperty(Constants.OBJECTCLASS);
        String finding = owner.getSymbolicName() + " offers " + types[0] + " to the HTTP container: refused, " + reason;
        LOG.warn("{}", finding);
        return new Door(owner, null, finding);
    }

    @Override
    public void modifiedService(ServiceReference<Object> reference, Door door) {
        // Where a servlet is was decided when it came.
        LOG.debug("{} of {} has other properties now", reference, door.bundle());
    }

    @Override
    public void removedService(ServiceReference<Object> reference, Door door) {
        doors.remove(reference);
        if (door.servlet() != null) {
            unregister(door.servlet());
            context.ungetService(reference);
        }
        boolean last = doors.values().stream()
                .noneMatch(other -> other.bundle().equals(door.bundle()) && other.servlet() != null);
        PluginContext place = last ? contexts.remove(door.bundle()) : null;
        if (place != null) {
            place.close();
        }
    }

    static void unregister(ServiceRegistration<?> registration) {
        try {
            registration.unregister();
        } catch (IllegalStateException e) {
            LOG.debug("{} is gone already", registration, e);
        }
    }

    @Override
    public List<Why> remarks(String plugin) {
        return doors.values().stream()
                .filter(door ->
                        !door.finding().isEmpty() && plugin.equals(door.bundle().getSymbolicName()))
                .map(Door::finding)
                .sorted()
                .distinct()
                .limit(MAX_REMARKS)
                .map(
                        finding -> new Why(
                                finding,
                                null,
                                null,
                                "It runs without that. Its author should register servlets with a pattern, and nothing else for HTTP."))
                .toList();
    }

    @Override
    public String name() {
        return "plugin-http";
    }

    @Override
    public Result check() {
        Collection<Door> all = doors.values();
        List<String> findings = all.stream()
                .map(Door::finding)
                .filter(finding -> !finding.isEmpty())
                .sorted()
                .toList();
        if (!findings.isEmpty()) {
            String more = findings.size() > MAX_NAMED ? " and " + (findings.size() - MAX_NAMED) + " more" : "";
            return new Result(
                    Status.DEGRADED,
                    String.join("; ", findings.subList(0, Math.min(MAX_NAMED, findings.size()))) + more
                            + "; its author should register servlets only");
        }
        Set<String> granted = new TreeSet<>();
        contexts.keySet().stream().filter(this::open).forEach(bundle -> granted.add(bundle.getSymbolicName()));
        return new Result(
                Status.OK,
                contexts.size() + " plugins with servlets"
                        + (granted.isEmpty() ? "" : "; anybody may ask " + String.join(", ", granted)));
    }

    @Override
    public void close() {
        unregister(health);
        tracker.close();
    }
}
