// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;

/** The manifest of a jar that wants to be a plugin, and what it must not ask for. */
final class JarManifest {

    /** The largest manifest that is read, bytes. */
    static final int MAX_BYTES = 64 << 10;

    private static final Pattern SYMBOLIC_NAME = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*+");
    private static final int MAX_SYMBOLIC_NAME = 200;
    private static final String API = "io.carillon.events";

    private final Attributes headers;

    private JarManifest(Attributes headers) {
        this.headers = headers;
    }

    static JarManifest parse(byte[] bytes) throws JarRefusedException {
        try {
            return new JarManifest(new Manifest(new ByteArrayInputStream(bytes)).getMainAttributes());
        } catch (IOException | IllegalArgumentException e) {
            throw new JarRefusedException(
                    "its manifest cannot be read: " + e.getMessage(),
                    "Build the jar again with bnd or the jar tool; both write a correct META-INF/MANIFEST.MF.");
        }
    }

    @Nullable
    String header(String name) {
        return headers.getValue(name);
    }

    List<HeaderClause> clauses(String name) {
        return HeaderClause.parse(header(name));
    }

    /** Bundle-SymbolicName without directives. */
    String id() throws JarRefusedException {
        List<HeaderClause> clauses = clauses(Constants.BUNDLE_SYMBOLICNAME);
        if (clauses.isEmpty() || clauses.get(0).paths().isEmpty()) {
            throw new JarRefusedException(
                    "it is not an OSGi bundle: its manifest has no Bundle-SymbolicName",
                    "A plain library belongs inside the plugin that uses it; a plugin is built with "
                            + "carillon-plugin-parent or the bnd Maven plugin.");
        }
        String id = clauses.get(0).paths().get(0);
        if (id.length() > MAX_SYMBOLIC_NAME || !SYMBOLIC_NAME.matcher(id).matches()) {
            throw new JarRefusedException(
                    "its Bundle-SymbolicName \"" + shorten(id) + "\" is not a symbolic name",
                    "Use letters, digits, - and _ separated by dots, at most " + MAX_SYMBOLIC_NAME
                            + " characters, like com.example.hello.");
        }
        if (!"2".equals(trimmed(Constants.BUNDLE_MANIFESTVERSION))) {
            throw new JarRefusedException(
                    "its manifest has no Bundle-ManifestVersion: 2, so its Bundle-SymbolicName would not count",
                    "Build the jar with bnd, which writes that header.");
        }
        return id;
    }

    Version version() throws JarRefusedException {
        try {
            return Version.parseVersion(trimmed(Constants.BUNDLE_VERSION));
        } catch (IllegalArgumentException e) {
            throw new JarRefusedException(
                    "its Bundle-Version \"" + shorten(trimmed(Constants.BUNDLE_VERSION)) + "\" is not a version",
                    "Use major.minor.micro.qualifier, like 1.2.0 or 1.2.0.SNAPSHOT.");
        }
    }

    String name(String id) {
        String name = trimmed(Constants.BUNDLE_NAME);
        return name.isEmpty() || name.startsWith("%") ? id : shorten(name);
    }

    /** Refuses what would reach into the host. */
    void check() throws JarRefusedException {
        for (HeaderClause host : clauses(Constants.FRAGMENT_HOST)) {
            boolean system = host.paths().contains(Constants.SYSTEM_BUNDLE_SYMBOLICNAME)
                    || host.parameters().contains(Constants.EXTENSION_DIRECTIVE);
            throw new JarRefusedException(
                    system
                            ? "it is a fragment of system.bundle, which would put its classes into the framework itself"
                            : "it is a fragment of " + String.join(";", host.paths()) + "; fragments are not plugins",
                    "Take Fragment-Host out of the manifest, or put the content into the plugin it belongs to.");
        }
        if (header(Constants.BUNDLE_NATIVECODE) != null) {
            throw new JarRefusedException(
                    "it brings native code (Bundle-NativeCode), which can end the whole host",
                    "Use a build in pure Java, or run the native part as a process of its own.");
        }
        for (HeaderClause export : clauses(Constants.EXPORT_PACKAGE)) {
            for (String path : export.paths()) {
                checkExport(path);
            }
        }
    }

    private static void checkExport(String path) throws JarRefusedException {
        if (path.equals("java") || path.startsWith("java.")) {
            throw new JarRefusedException(
                    "it exports " + path + ", which belongs to Java",
                    "Take " + path + " out of Export-Package; packages under java. cannot be replaced.");
        }
        if (path.equals(API) || path.startsWith(API + ".")) {
            throw new JarRefusedException(
                    "it exports " + path + ", which belongs to the host",
                    "Take " + path + " out of Export-Package and import it; use your own package names.");
        }
    }

    /** Import-Package without what the jar exports itself: what must come from elsewhere. */
    String foreignImports() {
        List<String> own = clauses(Constants.EXPORT_PACKAGE).stream()
                .flatMap(export -> export.paths().stream())
                .toList();
        List<String> foreign = new ArrayList<>();
        for (HeaderClause clause : clauses(Constants.IMPORT_PACKAGE)) {
            List<String> paths = new ArrayList<>(clause.paths());
            paths.removeAll(own);
            if (!paths.isEmpty()) {
                foreign.add(new HeaderClause(paths, clause.parameters()).text());
            }
        }
        return String.join(",", foreign);
    }

    private String trimmed(String name) {
        String value = header(name);
        return value == null ? "" : value.trim();
    }

    private static String shorten(String text) {
        return text.length() <= 100 ? text : text.substring(0, 100) + "…";
    }
}
