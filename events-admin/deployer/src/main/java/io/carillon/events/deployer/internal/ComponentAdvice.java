// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import io.carillon.events.Subscription;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.osgi.framework.Constants;
import org.xml.sax.SAXException;

/** What is wrong with the components of a jar: with those the host would make, and with those it would not. */
final class ComponentAdvice {

    private static final String CHECK = "components";
    private static final String HEADER = "Service-Component";
    private static final String HANDLER = "io.carillon.events.EventHandler";
    private static final String PREFIX = "carillon.subscription.";
    private static final String BUILD =
            "Build the jar with carillon-plugin-parent or the bnd Maven plugin, which write "
                    + "both from the annotations.";
    private static final int MAX_FILE_BYTES = 1 << 20;

    private final ZipFile zip;
    private final JarManifest manifest;
    private final JarClasses classes;
    private final List<Advice> advice = new ArrayList<>();
    private final List<ComponentFile> components = new ArrayList<>();

    private ComponentAdvice(ZipFile zip, JarManifest manifest, JarClasses classes) {
        this.zip = zip;
        this.manifest = manifest;
        this.classes = classes;
    }

    /** At least one finding. */
    static List<Advice> of(ZipFile zip, JarManifest manifest, JarClasses classes) throws IOException {
        ComponentAdvice components = new ComponentAdvice(zip, manifest, classes);
        components.read();
        components.classes();
        components.subscriptions();
        components.forgotten();
        components.activator();
        if (components.advice.isEmpty()) {
            int number = components.components.size();
            components.advice.add(Advice.ok(CHECK, number + (number == 1 ? " component" : " components")));
        }
        return components.advice;
    }

    private void problem(String detail, String hint) {
        advice.add(Advice.problem(CHECK, detail, hint));
    }

    private void read() throws IOException {
        for (HeaderClause clause : manifest.clauses(HEADER)) {
            for (String path : clause.paths()) {
                List<? extends ZipEntry> files = files(path);
                if (files.isEmpty()) {
                    problem(HEADER + " names " + path + ", which is not in the jar", BUILD);
                }
                for (ZipEntry file : files) {
                    read(file);
                }
            }
        }
    }

    /** A name may have a {@code *} in its last part. */
    private List<? extends ZipEntry> files(String path) {
        Pattern names = Pattern.compile(
                Pattern.quote(path.startsWith("/") ? path.substring(1) : path).replace("*", "\\E[^/]*\\Q"));
        return zip.stream()
                .filter(entry -> names.matcher(entry.getName()).matches())
                .toList();
    }

    private void read(ZipEntry file) throws IOException {
        try (InputStream in = zip.getInputStream(file)) {
            components.addAll(ComponentFile.read(in.readNBytes(MAX_FILE_BYTES)));
        } catch (SAXException e) {
            problem(file.getName() + " describes no component: " + e.getMessage(), BUILD);
        }
    }

    private void classes() {
        if (hasOthers()) {
            return;
        }
        for (ComponentFile component : components) {
            if (!classes.names().contains(component.implementation())) {
                problem(
                        "component " + component.name() + " is of the class " + component.implementation()
                                + ", which is not in the jar",
                        "See that its package is not left out (bnd: -privatepackage), and build the jar again.");
            }
        }
    }

    /** Whether classes may be in jars inside this one. */
    private boolean hasOthers() {
        return manifest.clauses(Constants.BUNDLE_CLASSPATH).stream()
                .anyMatch(clause -> !clause.paths().equals(List.of(".")));
    }

    private void subscriptions() {
        Map<String, String> names = new HashMap<>();
        for (ComponentFile component : components) {
            if (!component.services().contains(HANDLER)) {
                continue;
            }
            List<String> types = component.properties().getOrDefault(PREFIX + "types", List.of());
            String id = component.properties().getOrDefault(PREFIX + "id", List.of("main")).stream()
                    .findFirst()
                    .orElse("");
            if (types.isEmpty()) {
                problem(
                        "handler " + component.implementation() + " does not say which types it wants",
                        "Annotate it: @Subscribe(types = \"scan.completed\").");
                continue;
            }
            try {
                Subscription.durable(id, types.toArray(String[]::new));
            } catch (IllegalArgumentException e) {
                problem(
                        "handler " + component.implementation() + ": " + e.getMessage(),
                        "Correct its @Subscribe; the host would not let it subscribe.");
            }
            String other = names.putIfAbsent(id, component.implementation());
            if (other != null) {
                problem(
                        "handlers " + other + " and " + component.implementation() + " both subscribe as \"" + id
                                + "\"",
                        "Give each a name of its own: @Subscribe(types = …, id = \"receipts\").");
            }
        }
    }

    private void forgotten() {
        Set<String> forgotten = new TreeSet<>(classes.subscribing());
        components.forEach(component -> forgotten.remove(component.implementation()));
        for (String name : forgotten) {
            problem(
                    "class " + name + " has @Subscribe, but is no component that " + HEADER + " leads to",
                    "Annotate it with @Component too. " + BUILD);
        }
    }

    private void activator() {
        for (HeaderClause clause : manifest.clauses(Constants.BUNDLE_ACTIVATOR)) {
            for (String name : clause.paths()) {
                if (!hasOthers() && !classes.names().contains(name)) {
                    problem(
                            "Bundle-Activator names the class " + name + ", which is not in the jar",
                            "Correct the name, or take the header out; components need no activator.");
                }
            }
        }
        if (components.isEmpty() && advice.isEmpty() && manifest.header(Constants.BUNDLE_ACTIVATOR) == null) {
            advice.add(Advice.warning(
                    CHECK,
                    "there is neither a component nor an activator, so the host starts nothing of it",
                    "As a library for other plugins that is right; a handler needs @Component and @Subscribe."));
        }
    }
}
