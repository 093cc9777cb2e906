// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.local;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * The jar of a plugin that is being written: one file, or those a build puts into {@code target} of a folder. What is new there
 * and whole is copied into a plugins folder in one step.
 */
public final class DevJars {

    private static final Pattern NO_PLUGIN = Pattern.compile("original-.*|.*-(?:sources|javadoc|tests)\\.jar");
    private static final int MOST = 100;

    /** A build that writes a jar may pause; after so many looks it is what it will be. */
    static final int LOOKS = 10;

    private final Path source;
    private final Path plugins;
    private final String prefix;
    private final Map<Path, Stamp> seen = new HashMap<>();
    private final Map<Path, Taken> taken = new HashMap<>();
    /** Jars that are not whole, with the looks that found them unchanged. */
    private final Map<Path, Integer> broken = new HashMap<>();

    private record Stamp(long size, FileTime modified) {

        static Stamp of(Path file) throws IOException {
            return new Stamp(Files.size(file), Files.getLastModifiedTime(file));
        }
    }

    private record Taken(Stamp stamp, Copy copy) {}

    /**
     * A jar that was copied.
     *
     * @param name of its file in the plugins folder
     */
    public record Copy(String name, String sha256) {}

    /**
     * Nothing is copied yet.
     *
     * @param source a jar, or a folder with one in {@code target}
     * @param plugins where to copy to
     * @param prefix of the names of the copies, its own where there are several sources
     */
    public DevJars(Path source, Path plugins, String prefix) {
        this.source = source.toAbsolutePath().normalize();
        this.plugins = plugins;
        this.prefix = prefix;
    }

    /** What is looked at, for a person. */
    public String shown() {
        return Files.isDirectory(source) ? source.resolve("target") + "/*.jar" : source.toString();
    }

    /** Copies what has not changed since the last call and is new since it was copied; says what that was. */
    public List<Copy> poll() throws IOException {
        List<Copy> copies = new ArrayList<>();
        List<Path> jars = jars();
        for (Path jar : jars) {
            try {
                Stamp stamp = Stamp.of(jar);
                boolean settled = stamp.equals(seen.put(jar, stamp));
                if (!settled) {
                    broken.remove(jar);
                }
                Taken before = taken.get(jar);
                if (settled && (before == null || !before.stamp().equals(stamp))) {
                    Copy copy = isWhole(jar) ? copy(jar, stamp) : broken(jar);
                    if (copy != null) {
                        broken.remove(jar);
                        taken.put(jar, new Taken(stamp, copy));
                        if (before == null || !before.copy().equals(copy)) {
                            copies.add(copy);
                        }
                    }
                }
            } catch (NoSuchFileException e) {
                seen.remove(jar); // a build has just removed it
            }
        }
        broken.keySet().retainAll(jars);
        forget(jars);
        return copies;
    }

    private @org.jspecify.annotations.Nullable Copy broken(Path jar) {
        broken.merge(jar, 1, Integer::sum);
        return null;
    }

    /** The jars that the last {@link #poll} found for the {@value #LOOKS}th time in a row unchanged and not whole. */
    public List<Path> broken() {
        return broken.entrySet().stream()
                .filter(jar -> jar.getValue() == LOOKS)
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    private List<Path> jars() throws IOException {
        if (!Files.isDirectory(source)) {
            return Files.isRegularFile(source) ? List.of(source) : List.of();
        }
        Path target = source.resolve("target");
        if (!Files.isDirectory(target)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(target)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .filter(file ->
                            !NO_PLUGIN.matcher(file.getFileName().toString()).matches())
                    .filter(Files::isRegularFile)
                    .sorted()
                    .limit(MOST)
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    private static boolean isWhole(Path jar) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            return zip.size() > 0;
        } catch (ZipException e) {
            return false;
        }
    }

    /** Nothing if it changed meanwhile; then the next call looks again. */
    private @org.jspecify.annotations.Nullable Copy copy(Path jar, Stamp stamp) throws IOException {
        String name = prefix + jar.getFileName();
        Path part = plugins.resolve("." + name + ".part");
        try {
            String sha256 = digest(jar, part);
            if (!Stamp.of(jar).equals(stamp)) {
                return null;
            }
            Files.move(part, plugins.resolve(name), StandardCopyOption.ATOMIC_MOVE);
            return new Copy(name, sha256);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static String digest(Path from, Path to) throws IOException {
        try (InputStream in = Files.newInputStream(from)) {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            try (DigestInputStream digest = new DigestInputStream(in, sha)) {
                Files.copy(digest, to, StandardCopyOption.REPLACE_EXISTING);
            }
            return HexFormat.of().formatHex(sha.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** A jar that is gone goes on running until there is another: a build removes it first. */
    private void forget(List<Path> jars) throws IOException {
        if (jars.stream().noneMatch(taken::containsKey)) {
            return;
        }
        for (Path gone : List.copyOf(taken.keySet())) {
            Taken old = taken.get(gone);
            if (old != null && !jars.contains(gone)) {
                taken.remove(gone);
                seen.remove(gone);
                Files.deleteIfExists(plugins.resolve(old.copy().name()));
            }
        }
    }
}
