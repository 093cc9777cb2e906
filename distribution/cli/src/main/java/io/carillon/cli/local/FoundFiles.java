// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.local;

import io.carillon.cli.Exit;
import io.carillon.cli.Failure;
import io.carillon.cli.output.Printable;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Goes through the files of a data directory that belong into a backup. One that goes meanwhile is passed over. */
final class FoundFiles extends SimpleFileVisitor<Path> {

    /** Folders of the data directory that go with the store. */
    static final List<String> FOLDERS = List.of("access", "config", "plugins");

    /** Of these the files are the plugins' own, whatever their names. */
    private static final String PLUGINS = "plugins";

    private final int most;
    private final Each each;
    private String folder = "";
    private Path root = Path.of("");
    private int found;

    /** What is done with a file. */
    @FunctionalInterface
    interface Each {

        /**
         * Takes it.
         *
         * @param name in a backup
         */
        void take(String name, Path file, long bytes) throws IOException;
    }

    private FoundFiles(int most, Each each) {
        this.most = most;
        this.each = each;
    }

    /**
     * Goes through them all.
     *
     * @param most files
     * @throws Failure if there are more, or one has a name that cannot be restored
     */
    static void of(Path data, int most, Each each) throws IOException {
        FoundFiles visitor = new FoundFiles(most, each);
        for (String folder : FOLDERS) {
            if (Files.isDirectory(data.resolve(folder))) {
                visitor.folder = folder;
                visitor.root = data.resolve(folder).toRealPath();
                Files.walkFileTree(visitor.root, visitor);
            }
        }
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
        if (!attributes.isRegularFile() || isDraft(file.getFileName().toString())) {
            return FileVisitResult.CONTINUE;
        }
        String name = name(file);
        if (!Manifest.isName(name)
                || !root.resolve(name.substring(folder.length() + 1)).equals(file)) {
            throw new Failure(
                    Exit.INVALID,
                    "the file " + Printable.line(file.toString()) + " has a name that cannot be restored",
                    "rename it; a name has characters that UTF-8 can write, and no control characters");
        }
        if (++found > most) {
            throw new Failure(
                    Exit.INVALID,
                    "there are more than " + most + " files in " + FOLDERS + " of " + root.resolveSibling(""),
                    "a plugin that keeps so many should keep fewer; stop the host, and copy the data directory as a whole");
        }
        each.take(name, file, attributes.size());
        return FileVisitResult.CONTINUE;
    }

    /** What is written under another name first, and is not whole yet. */
    private boolean isDraft(String name) {
        return !folder.equals(PLUGINS) && (name.endsWith(".new") || name.endsWith(".tmp"));
    }

    /** With the separator of backups; a name may have that of another system in it. */
    private String name(Path file) {
        StringJoiner name = new StringJoiner("/").add(folder);
        for (Path part : root.relativize(file)) {
            name.add(part.toString());
        }
        return name.toString();
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
        return passed(failure);
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) throws IOException {
        return failure == null ? FileVisitResult.CONTINUE : passed(failure);
    }

    private static FileVisitResult passed(IOException failure) throws IOException {
        if (failure instanceof NoSuchFileException) {
            return FileVisitResult.CONTINUE;
        }
        throw failure;
    }
}
