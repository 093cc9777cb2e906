// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.local;

import io.carillon.launcher.Directories;
import io.carillon.launcher.InstanceLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** Looks at what a host on this machine needs, changing nothing. */
public final class Examination {

    private static final int OLDEST_JAVA = 17;
    private static final int NEWEST_JAVA = 25;
    private static final long LITTLE_SPACE = 1L << 30;
    private static final long NO_SPACE = 100L << 20;
    private static final int MOST_JARS = 1_000;
    private static final Set<PosixFilePermission> OTHERS = PosixFilePermissions.fromString("---rwxrwx");

    private final Directories directories;
    private final LocalSettings settings;
    private final Supplier<Finding> store;
    private final String url;
    private final List<Finding> findings = new ArrayList<>();

    /**
     * An examination.
     *
     * @param store looks at the store
     * @param url of the host that runs; empty for none, and for one that does not say
     */
    public Examination(Directories directories, LocalSettings settings, Supplier<Finding> store, String url) {
        this.directories = directories;
        this.settings = settings;
        this.store = store;
        this.url = url;
    }

    /** Everything, in the order a host would come upon it. */
    public List<Finding> findings() {
        findings.clear();
        java(Runtime.version().feature());
        directories();
        settings();
        boolean running = InstanceLock.holder(directories).isPresent();
        findings.add(
                running
                        ? Finding.ok("host", "runs on " + directories.data())
                        : Finding.ok("host", "does not run on " + directories.data()));
        findings.add(new PortCheck(settings).finding(running, url));
        findings.add(Files.exists(directories.unfinishedRestore()) ? half() : store.get());
        space("disk of data", directories.data());
        space("disk of logs", directories.logs());
        plugins();
        return List.copyOf(findings);
    }

    /** The store is left alone then: looking at it could leave files beside it that belong to another one. */
    private Finding half() {
        return Finding.problem(
                "restore",
                "was interrupted, and what is in " + directories.data()
                        + " may be half of a backup; no host starts on it",
                "carillon restore FILE puts back what was there, and then FILE in its place");
    }

    private void java(int version) {
        String java = System.getProperty("java.version") + " of " + System.getProperty("java.vendor") + ", "
                + System.getProperty("os.name").toLowerCase(Locale.ROOT) + " " + System.getProperty("os.arch");
        if (version < OLDEST_JAVA) {
            findings.add(Finding.problem("java", java, "set JAVA_HOME to a Java 17 or later"));
        } else if (version > NEWEST_JAVA) {
            findings.add(Finding.warning(
                    "java", java, "newer than what this version was tried with; Java 17 to 25 is known"));
        } else {
            findings.add(Finding.ok("java", java));
        }
    }

    private void directories() {
        Path bundles = directories.home().resolve("bundles");
        findings.add(
                Files.isDirectory(bundles)
                        ? Finding.ok("image", directories.home().toString())
                        : Finding.problem(
                                "image",
                                "there is no directory bundles in " + directories.home(),
                                "unpack the distribution again, or correct CARILLON_HOME"));
        findings.add(
                Files.isDirectory(directories.conf()) && Files.isReadable(directories.conf())
                        ? Finding.ok("conf", directories.conf().toString())
                        : Finding.problem(
                                "conf",
                                directories.conf() + " is not a directory that can be read",
                                "correct CARILLON_CONF, or create the directory"));
        writable("data", directories.data(), "CARILLON_DATA");
        closed(directories.data().resolve("access"));
        writable("logs", directories.logs(), "CARILLON_LOGS");
        writable("plugins folder", directories.plugins(), "CARILLON_PLUGINS");
    }

    private void writable(String check, Path directory, String variable) {
        if (Files.isDirectory(directory)) {
            boolean writable = Files.isReadable(directory) && Files.isWritable(directory);
            findings.add(
                    writable
                            ? Finding.ok(check, directory.toString())
                            : Finding.problem(
                                    check,
                                    "this account may not read and write in " + directory,
                                    "give it the right to, or choose another with " + variable));
            return;
        }
        Path existing = directory;
        while (existing != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        boolean possible = existing != null && Files.isDirectory(existing) && Files.isWritable(existing);
        findings.add(
                possible
                        ? Finding.ok(check, directory + ", which the first start makes")
                        : Finding.problem(
                                check,
                                directory + " is no directory, and cannot be made",
                                "make it, or choose another with " + variable));
    }

    /** Whoever reads hashes of tokens and passwords can try to guess them. */
    private void closed(Path access) {
        if (!Files.isDirectory(access)
                || !access.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return;
        }
        try {
            if (Files.getPosixFilePermissions(access).stream().anyMatch(OTHERS::contains)) {
                findings.add(Finding.warning("access", "others may look into " + access, "chmod 700 " + access));
            }
        } catch (IOException e) {
            findings.add(Finding.problem(
                    "access", "cannot look at " + access + ": " + e, "use the account that runs the host"));
        }
    }

    private void settings() {
        String hint = "carillon config check tells the same; carillon config list shows what there is";
        settings.errors().forEach(error -> findings.add(Finding.problem("settings", error, hint)));
        settings.warnings().forEach(warning -> findings.add(Finding.warning("settings", warning, hint)));
        if (settings.errors().isEmpty() && settings.warnings().isEmpty()) {
            findings.add(Finding.ok("settings", settings.number() + " options"));
        }
    }

    private void space(String check, Path directory) {
        Path existing = directory;
        while (existing != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        if (existing == null) {
            return;
        }
        try {
            long usable = Files.getFileStore(existing).getUsableSpace();
            findings.add(space(check, usable));
        } catch (IOException e) {
            findings.add(Finding.warning(check, "cannot ask how much is free: " + e, ""));
        }
    }

    static Finding space(String check, long usable) {
        String free = (usable >> 20) + " MiB free";
        if (usable < NO_SPACE) {
            return Finding.problem(check, free, "make room, or choose another disk; a full one stops publishing");
        }
        return usable < LITTLE_SPACE
                ? Finding.warning(check, free, "make room before it is full")
                : Finding.ok(check, free);
    }

    private void plugins() {
        if (!Files.isDirectory(directories.plugins())) {
            return;
        }
        int good = 0;
        try (Stream<Path> files = Files.list(directories.plugins())) {
            for (Path jar : files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .limit(MOST_JARS)
                    .toList()) {
                String wrong = wrong(jar);
                if (wrong.isEmpty()) {
                    good++;
                } else {
                    findings.add(Finding.warning(
                            "plugins",
                            jar.getFileName() + " " + wrong,
                            "the host does not take it; replace it, or carillon plugin rm"));
                }
            }
        } catch (IOException e) {
            findings.add(Finding.problem("plugins", "cannot list " + directories.plugins() + ": " + e, ""));
        }
        findings.add(Finding.ok("plugins", good + (good == 1 ? " jar" : " jars")));
    }

    /** What is wrong with a jar; empty when nothing is. */
    private static String wrong(Path jar) {
        try (JarFile file = new JarFile(jar.toFile())) {
            boolean named = file.getManifest() != null
                    && file.getManifest().getMainAttributes().getValue("Bundle-SymbolicName") != null;
            return named ? "" : "is no plugin: its manifest has no Bundle-SymbolicName";
        } catch (IOException | SecurityException e) {
            return "cannot be read as a jar: " + e.getMessage();
        }
    }
}
