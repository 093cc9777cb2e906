// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import io.carillon.events.admin.JobStatus;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files of jobs, in a directory of their own: what was sent to be worked on, and what came out to be fetched. They last
 * until the host stops; of results the last {@value #MAX_RESULTS} are kept.
 *
 * <p>Threads: safe for concurrent use.
 */
final class JobFiles {

    static final int MAX_RESULTS = 10;
    /** The most bytes of one file. */
    static final long MAX_BYTES = 1024L * 1024 * 1024;

    private static final int MAX_INPUTS = 10;
    private static final Logger LOG = LoggerFactory.getLogger(JobFiles.class);

    /**
     * What a job left to be fetched.
     *
     * @param contentType of the file
     * @param name for who saves it
     * @param by who started the job
     */
    record Result(Path file, String contentType, String name, String by) {}

    private final Supplier<Path> place;
    private final Map<String, Result> results = new LinkedHashMap<>();
    private final Set<Path> inputs = new HashSet<>();
    private @Nullable Path directory;

    /** @param place the directory, which is made, and emptied, when the first file is */
    JobFiles(Supplier<Path> place) {
        this.place = place;
    }

    private Path directory() throws IOException {
        Path known = directory;
        if (known != null) {
            return known;
        }
        Path made = place.get();
        Files.createDirectories(made);
        Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rwx------"));
        try (DirectoryStream<Path> old = Files.newDirectoryStream(made)) {
            for (Path file : old) {
                Files.delete(file);
            }
        }
        directory = made;
        return made;
    }

    private static Path create(Path file) throws IOException {
        return Files.createFile(
                file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    /**
     * A new file for what somebody sends.
     *
     * @throws io.carillon.events.http.internal.problem.ProblemException if too many such files wait to be worked on
     */
    synchronized Path newInput() throws IOException {
        if (inputs.size() >= MAX_INPUTS) {
            throw Act.tooManyJobs(inputs.size() + " files wait to be imported already; try again when a job has ended");
        }
        Path file = create(directory().resolve("in-" + UUID.randomUUID()));
        inputs.add(file);
        return file;
    }

    /** Lets a file go that was sent; once more does nothing. */
    synchronized void done(Path input) {
        if (inputs.remove(input)) {
            delete(input);
        }
    }

    /** A new file for what a job makes. */
    synchronized Path newOutput() throws IOException {
        return create(directory().resolve("out-" + UUID.randomUUID()));
    }

    /** Opens a file to be written, up to the limit. */
    static OutputStream open(Path file) throws IOException {
        return new LimitedOutput(Files.newOutputStream(file), MAX_BYTES);
    }

    /** Keeps what a job made; the oldest goes when there are too many. */
    synchronized void keep(JobStatus job, Result result) {
        results.put(job.id(), result);
        Iterator<Result> oldest = results.values().iterator();
        while (results.size() > MAX_RESULTS) {
            delete(oldest.next().file());
            oldest.remove();
        }
    }

    /** Lets go what a job made but did not end. */
    void drop(Path output) {
        delete(output);
    }

    synchronized Optional<Result> result(String job) {
        return Optional.ofNullable(results.get(job));
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn(
                    "{} cannot be deleted; delete it by hand, or it goes when the next file is made after a start",
                    file,
                    e);
        }
    }
}
