// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import io.carillon.events.admin.PluginStatus.Why;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.namespace.BundleNamespace;
import org.osgi.framework.namespace.ExecutionEnvironmentNamespace;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;

/** Explains why a bundle does not resolve: which requirement nobody meets, what there is instead, what helps. */
final class MissingRequirements {

    private static final String API = "io.carillon.events";
    private static final String SERVICE = "osgi.service";
    private static final Pattern VALUE = Pattern.compile("\\(([\\w.:-]+)=([^)]*)\\)");

    private final BundleContext system;

    /** @param system context of the system bundle, which sees all bundles */
    MissingRequirements(BundleContext system) {
        this.system = system;
    }

    /**
     * Looks for every mandatory requirement in the capabilities of all bundles.
     *
     * @return one reason for each that is missing, in the order of the manifest
     */
    List<Why> of(Bundle bundle) {
        BundleRevision revision = bundle.adapt(BundleRevision.class);
        List<Why> missing = new ArrayList<>();
        if (revision != null) {
            for (BundleRequirement requirement : revision.getDeclaredRequirements(null)) {
                if (mandatory(requirement)) {
                    Why why = explain(bundle, requirement);
                    if (why != null) {
                        missing.add(why);
                    }
                }
            }
        }
        return missing;
    }

    /**
     * Explains a bundle that did not resolve.
     *
     * @return at least one reason
     */
    List<Why> ofUnresolved(Bundle bundle) {
        List<Why> reasons = of(bundle);
        return reasons.isEmpty()
                ? List.of(new Why(
                        "each requirement is offered, but not all of them fit together",
                        null,
                        null,
                        "Two of the packages it imports come with different versions of a third one; build it against "
                                + "the versions of this host, or put the libraries inside the jar."))
                : reasons;
    }

    private static boolean mandatory(BundleRequirement requirement) {
        Map<String, String> directives = requirement.getDirectives();
        return !Constants.RESOLUTION_OPTIONAL.equals(directives.get(Constants.RESOLUTION_DIRECTIVE))
                && !"dynamic".equals(directives.get(Constants.RESOLUTION_DIRECTIVE))
                && Constants.EFFECTIVE_RESOLVE.equals(
                        directives.getOrDefault(Constants.EFFECTIVE_DIRECTIVE, Constants.EFFECTIVE_RESOLVE));
    }

    private @Nullable Why explain(Bundle bundle, BundleRequirement requirement) {
        Bundle unresolved = null;
        for (Bundle provider : system.getBundles()) {
            for (BundleCapability capability : capabilities(provider, requirement.getNamespace())) {
                if (requirement.matches(capability)) {
                    if (provider.equals(bundle) || provider.getState() != Bundle.INSTALLED) {
                        return null;
                    }
                    unresolved = provider;
                }
            }
        }
        return unresolved == null ? nobody(requirement) : notResolved(requirement, unresolved);
    }

    private static List<BundleCapability> capabilities(Bundle provider, String namespace) {
        BundleRevision revision = provider.adapt(BundleRevision.class);
        return revision == null ? List.of() : revision.getDeclaredCapabilities(namespace);
    }

    private static Why notResolved(BundleRequirement requirement, Bundle provider) {
        String needed = text(requirement);
        return new Why(
                needed + " is missing",
                needed,
                provider.getSymbolicName() + " has it, but does not resolve itself",
                "Make " + provider.getSymbolicName() + " run first: plugin:why " + provider.getSymbolicName());
    }

    private Why nobody(BundleRequirement requirement) {
        String needed = text(requirement);
        return switch (requirement.getNamespace()) {
            case PackageNamespace.PACKAGE_NAMESPACE -> missingPackage(requirement, needed);
            case ExecutionEnvironmentNamespace.EXECUTION_ENVIRONMENT_NAMESPACE ->
                new Why(
                        "it is built for a newer Java",
                        needed,
                        "this host runs on Java " + Runtime.version().feature(),
                        "Start the host with that Java (JAVA_HOME), or use a build for Java "
                                + Runtime.version().feature() + ".");
            case BundleNamespace.BUNDLE_NAMESPACE ->
                new Why(
                        needed + " is missing",
                        needed,
                        offered(requirement, BundleNamespace.BUNDLE_NAMESPACE, "bundle-version"),
                        "Drop that bundle into the plugins folder, or import packages instead (Import-Package).");
            case SERVICE ->
                new Why(
                        needed + " is missing",
                        needed,
                        null,
                        "Drop a plugin that provides it, or mark the requirement effective:=active, so that the plugin "
                                + "starts and waits for the service.");
            default ->
                new Why(
                        needed + " is missing",
                        needed,
                        null,
                        "Drop a bundle that provides it into the plugins folder, or take Require-Capability out.");
        };
    }

    private Why missingPackage(BundleRequirement requirement, String needed) {
        String name = value(requirement, PackageNamespace.PACKAGE_NAMESPACE);
        String offered = offered(requirement, PackageNamespace.PACKAGE_NAMESPACE, "version");
        String hint;
        if (name.equals(API) || name.startsWith(API + ".")) {
            hint = offered == null
                    ? "The API has no such package; build it against the API of this host."
                    : "Built for another version of the API. Use a build for this host, or upgrade the host.";
        } else if (offered == null) {
            hint = "Put the library inside the jar (bnd: -includeresource: @" + library(name)
                    + "-*.jar) or drop its bundle into the plugins folder.";
        } else {
            hint = "Use a build for the version that is offered, put the right one inside the jar, or drop its bundle "
                    + "into the plugins folder.";
        }
        return new Why("package " + name + " is missing", needed, offered, hint);
    }

    private static String library(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /** Every version of the same name that somebody offers. */
    private @Nullable String offered(BundleRequirement requirement, String namespace, String versionAttribute) {
        String name = value(requirement, namespace);
        TreeSet<String> versions = new TreeSet<>();
        for (Bundle provider : system.getBundles()) {
            for (BundleCapability capability : capabilities(provider, namespace)) {
                if (name.equals(capability.getAttributes().get(namespace))) {
                    Object version = capability.getAttributes().get(versionAttribute);
                    versions.add(VersionText.trim(String.valueOf(version)) + " from " + provider.getSymbolicName());
                }
            }
        }
        return versions.isEmpty() ? null : String.join(", ", versions);
    }

    private static String text(BundleRequirement requirement) {
        String filter = filter(requirement);
        String namespace = requirement.getNamespace();
        return switch (namespace) {
            case PackageNamespace.PACKAGE_NAMESPACE ->
                ("package " + value(requirement, namespace) + " " + VersionText.range(filter, "version")).trim();
            case BundleNamespace.BUNDLE_NAMESPACE ->
                ("bundle " + value(requirement, namespace) + " " + VersionText.range(filter, "bundle-version")).trim();
            case ExecutionEnvironmentNamespace.EXECUTION_ENVIRONMENT_NAMESPACE ->
                (value(requirement, namespace) + " " + javaVersion(filter)).trim();
            case SERVICE -> "service " + value(requirement, Constants.OBJECTCLASS);
            default -> "capability " + namespace + (filter.isEmpty() ? "" : " " + filter);
        };
    }

    private static String javaVersion(String filter) {
        Matcher version = Pattern.compile("\\(version>?=([^)]+)\\)").matcher(filter);
        return version.find() ? version.group(1) : "";
    }

    private static String value(BundleRequirement requirement, String attribute) {
        Object named = requirement.getAttributes().get(attribute);
        if (named != null) {
            return named.toString();
        }
        Matcher values = VALUE.matcher(filter(requirement));
        while (values.find()) {
            if (values.group(1).equals(attribute)) {
                return values.group(2);
            }
        }
        return requirement.toString();
    }

    private static String filter(BundleRequirement requirement) {
        return requirement.getDirectives().getOrDefault(Constants.FILTER_DIRECTIVE, "");
    }
}
