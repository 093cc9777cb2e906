// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import io.carillon.events.EventDraft;
import io.carillon.events.InvalidEventException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;

/** What the author of a jar should know of it, beyond whether the host takes it. */
final class JarAdvice {

    /** What a host needs at least. */
    private static final int OLDEST_JAVA = 17;

    private static final String TYPES = "META-INF/carillon/types/";
    private static final int MOST_NAMED = 5;

    private final JarManifest manifest;
    private final JarClasses classes;
    private final Map<String, String> exports;
    private final List<Advice> advice = new ArrayList<>();

    private JarAdvice(JarManifest manifest, JarClasses classes, Map<String, String> exports) {
        this.manifest = manifest;
        this.classes = classes;
        this.exports = exports;
    }

    /**
     * Looks into a jar that was inspected.
     *
     * @param exports packages that bundles of the host export, with the version
     */
    static List<Advice> of(ZipFile zip, JarManifest manifest, Map<String, String> exports)
            throws IOException, JarRefusedException {
        JarClasses classes = JarClasses.of(zip);
        JarAdvice jar = new JarAdvice(manifest, classes, exports);
        jar.java(Runtime.version().feature());
        jar.advice.addAll(ComponentAdvice.of(zip, manifest, classes));
        jar.types(zip);
        jar.imports();
        jar.packages();
        jar.libraries();
        jar.description();
        return jar.advice;
    }

    private void java(int here) {
        int java = classes.newestJava();
        if (java > here) {
            advice.add(Advice.problem(
                    "java",
                    "class " + classes.newest() + " is compiled for Java " + java + ", and this is Java " + here,
                    "Compile with --release " + OLDEST_JAVA + " (Maven: maven.compiler.release), or run the host with "
                            + "that Java (JAVA_HOME)."));
        } else if (java > OLDEST_JAVA) {
            advice.add(Advice.warning(
                    "java",
                    "class " + classes.newest() + " is compiled for Java " + java + "; a host on Java " + OLDEST_JAVA
                            + " cannot load it",
                    "Compile with --release " + OLDEST_JAVA + " unless you need more."));
        } else {
            advice.add(Advice.ok("java", java == 0 ? "no classes" : "Java " + java + " or later"));
        }
    }

    /** Each file is named by the type whose data it describes. */
    private void types(ZipFile zip) {
        int good = 0;
        List<String> files = zip.stream()
                .filter(entry -> !entry.isDirectory() && entry.getName().startsWith(TYPES))
                .map(ZipEntry::getName)
                .toList();
        for (String file : files) {
            String name = file.substring(TYPES.length());
            try {
                if (!name.endsWith(".json")) {
                    throw new InvalidEventException("file", "is no TYPE.json", name);
                }
                EventDraft.builder(name.substring(0, name.length() - ".json".length()))
                        .build();
                good++;
            } catch (InvalidEventException e) {
                advice.add(Advice.problem(
                        "types",
                        file + " is not named by a type: " + e.getMessage(),
                        "Name it as the type, like " + TYPES + "scan.completed.json."));
            }
        }
        if (good > 0 && good == files.size()) {
            advice.add(Advice.ok("types", good + (good == 1 ? " type" : " types")));
        }
    }

    private void imports() {
        for (HeaderClause clause : manifest.clauses(Constants.DYNAMICIMPORT_PACKAGE)) {
            if (clause.paths().stream().anyMatch(path -> path.endsWith("*"))) {
                advice.add(Advice.warning(
                        "imports",
                        "DynamicImport-Package: " + clause.text()
                                + " takes any package of anybody, and what is missing " + "shows only when it is used",
                        "Name the packages in Import-Package, optional ones with resolution:=optional."));
            }
        }
        for (HeaderClause clause : manifest.clauses(Constants.IMPORT_PACKAGE)) {
            String version = clause.parameter(Constants.VERSION_ATTRIBUTE);
            for (String path : clause.paths()) {
                String offered = exports.get(path);
                if (offered != null && version.isEmpty()) {
                    advice.add(Advice.warning(
                            "imports",
                            "package " + path + " is imported in any version; here it is " + offered,
                            "Import a range: " + path + ";version=\"" + range(offered) + "\", as bnd writes it."));
                } else if (offered != null && !version.startsWith("[") && !version.startsWith("(")) {
                    advice.add(Advice.warning(
                            "imports",
                            "package " + path + " is imported from version " + version
                                    + " on, incompatible ones included",
                            "Import a range: " + path + ";version=\"" + range(version) + "\", as bnd writes it."));
                }
            }
        }
    }

    private static String range(String version) {
        Version from = Version.parseVersion(version);
        return "[" + from.getMajor() + "." + from.getMinor() + "," + (from.getMajor() + 1) + ")";
    }

    private void packages() {
        if (classes.packages().contains("")) {
            advice.add(Advice.warning(
                    "packages",
                    "class " + unnamed() + " is in no package, where nobody can import it and names clash",
                    "Put it into a package of your own."));
        }
        for (HeaderClause export : manifest.clauses(Constants.EXPORT_PACKAGE)) {
            for (String path : export.paths()) {
                List<String> segments = List.of(path.split("\\."));
                if (segments.contains("internal") || segments.contains("impl")) {
                    advice.add(Advice.warning(
                            "packages",
                            "it exports " + path
                                    + ", which is internal by its name, so that others come to depend on it",
                            "Take it out of Export-Package; handlers need no exported package."));
                }
            }
        }
    }

    private String unnamed() {
        return classes.names().stream()
                .filter(name -> name.indexOf('.') < 0)
                .findFirst()
                .orElse("");
    }

    /** What the host offers already; of a package in two places each has classes of its own. */
    private void libraries() {
        TreeSet<String> twice = new TreeSet<>(classes.packages());
        twice.retainAll(exports.keySet());
        if (twice.isEmpty()) {
            return;
        }
        String named = twice.stream().limit(MOST_NAMED).collect(Collectors.joining(", "));
        advice.add(Advice.warning(
                "libraries",
                "it embeds " + named
                        + (twice.size() > MOST_NAMED ? " and " + (twice.size() - MOST_NAMED) + " more" : "")
                        + ", which the host has: its own copy works apart from that of all others (an SLF4J logs nowhere, "
                        + "services of OSGi are not found)",
                "Give the library the scope \"provided\" and import the packages; keep a copy only of what needs no "
                        + "connection to the host."));
    }

    private void description() throws JarRefusedException {
        if (manifest.header(Constants.BUNDLE_VERSION) == null) {
            advice.add(Advice.warning(
                    "description", "there is no Bundle-Version, so it counts as 0.0.0", "Give each build a version."));
        }
        missing("Bundle-License", "licence", "<licenses>");
        missing(Constants.BUNDLE_DESCRIPTION, "description", "<description>");
    }

    private void missing(String header, String what, String element) {
        if (manifest.header(header) == null) {
            advice.add(Advice.warning(
                    "description",
                    "there is no " + what + " (" + header + ")",
                    "Say it in the POM: " + element + "; bnd writes the header."));
        }
    }
}
