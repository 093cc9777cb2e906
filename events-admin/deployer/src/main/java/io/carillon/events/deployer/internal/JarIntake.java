// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import io.carillon.events.admin.PluginStatus.Why;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides what becomes of a file that has stopped changing. */
final class JarIntake {

    static final String DISABLED = ".disabled";

    private static final Logger LOG = LoggerFactory.getLogger(JarIntake.class);

    /** What stands in a name for bytes that are no text. */
    private static final char UNREADABLE = '\uFFFD';

    private final Path folder;
    private final JarVault vault;
    private final long maxJarBytes;
    private final Predicate<String> hostBundle;

    /** @param hostBundle whether a symbolic name belongs to the host itself */
    JarIntake(Path folder, JarVault vault, long maxJarBytes, Predicate<String> hostBundle) {
        this.folder = folder;
        this.vault = vault;
        this.maxJarBytes = maxJarBytes;
        this.hostBundle = hostBundle;
    }

    /**
     * Copies and checks a file.
     *
     * @param file name in the folder
     * @return empty if the file changed meanwhile
     */
    Optional<Intake> take(String file, FileStamp stamp) {
        try {
            if (file.endsWith(DISABLED)) {
                return Optional.of(disabled(file, stamp));
            }
            checkName(file);
            checkStamp(stamp);
            Optional<JarVault.Copy> copy = vault.copy(folder.resolve(file), stamp);
            return copy.isPresent() ? Optional.of(inspect(file, stamp, copy.get())) : Optional.empty();
        } catch (JarRefusedException e) {
            return Optional.of(new Intake.Refused(file, "", "", List.of(e.why()), false));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(unreadable(file, e));
        } catch (RuntimeException | StackOverflowError e) {
            LOG.error("Cannot decide about {}", file, e);
            return Optional.of(new Intake.Refused(file, "", "", List.of(undecidable(e)), false));
        }
    }

    private Intake disabled(String file, FileStamp stamp) {
        String jar = file.substring(0, file.length() - DISABLED.length());
        if (stamp.kind() == FileStamp.Kind.FILE && stamp.size() <= maxJarBytes) {
            try {
                JarManifest manifest = JarInspection.manifestOf(folder.resolve(file));
                String id = manifest.id();
                return new Intake.Disabled(id, manifest.version().toString(), manifest.name(id));
            } catch (IOException | JarRefusedException e) {
                return new Intake.Disabled(jar, "", jar);
            }
        }
        return new Intake.Disabled(jar, "", jar);
    }

    /** What the file system calls otherwise than Java cannot be opened by its name. */
    private static void checkName(String file) throws JarRefusedException {
        if (file.indexOf(UNREADABLE) >= 0) {
            throw new JarRefusedException(
                    "its file name holds bytes that are no text in the encoding of the host (UTF-8 as a rule)",
                    "Rename it: mv takes the name with wildcards, for instance mv a*.jar a.jar.");
        }
    }

    private void checkStamp(FileStamp stamp) throws JarRefusedException {
        switch (stamp.kind()) {
            case LINK ->
                throw new JarRefusedException(
                        "it is a symbolic link, and what it points to could change unseen",
                        "Copy the jar itself into the plugins folder.");
            case DIRECTORY ->
                throw new JarRefusedException(
                        "it is a directory, not a jar", "Pack it: jar --create --file NAME.jar -C DIRECTORY .");
            case SPECIAL ->
                throw new JarRefusedException(
                        "it is a pipe, socket or device, not a jar", "Remove it and copy the jar as a plain file.");
            case FILE -> JarInspection.checkSize(stamp.size(), maxJarBytes);
        }
    }

    private Intake inspect(String file, FileStamp stamp, JarVault.Copy copy) throws IOException {
        String id = file;
        String version = "";
        try {
            JarManifest manifest = inspect(copy.path());
            id = manifest.id();
            version = manifest.version().toString();
            requireOwnName(id);
            return new Intake.Accepted(new PluginJar(
                    file,
                    stamp.modified(),
                    vault.keep(copy),
                    copy.sha256(),
                    id,
                    manifest.version(),
                    manifest.name(id)));
        } catch (JarRefusedException e) {
            return new Intake.Refused(id, version, copy.sha256(), List.of(e.why()), false);
        } finally {
            Files.deleteIfExists(copy.path());
        }
    }

    /** Reads every byte of a jar that nobody else can change. */
    JarManifest inspect(Path jar) throws IOException, JarRefusedException {
        long size = Files.size(jar);
        JarInspection.checkSize(size, maxJarBytes);
        return JarInspection.inspect(jar, size, maxJarBytes);
    }

    /** Refuses symbolic names of the host. */
    void requireOwnName(String id) throws JarRefusedException {
        if (hostBundle.test(id)) {
            throw JarRefusedException.hostName(id);
        }
    }

    /** What to say of a jar over which the checks themselves failed. */
    static Why undecidable(Throwable e) {
        return new Why(
                "it cannot be checked: " + PluginFailure.of(e).text(),
                null,
                null,
                "Do not trust this file if other jars are taken; the host's log has the stack trace.");
    }

    /** What to say of a file that cannot be read or copied. */
    static Intake.Refused unreadable(String file, IOException e) {
        Why why = e instanceof AccessDeniedException
                ? new Why(
                        "the host may not read it",
                        null,
                        null,
                        "Give the account of the host the right to read it: chmod a+r " + file)
                : new Why(
                        "it cannot be copied: " + e,
                        null,
                        null,
                        "See that the disk is not full and the drive is there; it is tried again by itself.");
        return new Intake.Refused(file, "", "", List.of(why), true);
    }

    /** Whether a name in the folder concerns the deployer at all. */
    static boolean concerns(Path path) {
        String name = path.getFileName().toString();
        return !name.startsWith(".") && (name.endsWith(".jar") || name.endsWith(".jar" + DISABLED));
    }

    /** Whether what is at the path can be seen, link or not. */
    static boolean exists(Path path) {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }
}
