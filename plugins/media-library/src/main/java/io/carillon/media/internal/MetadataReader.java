// SPDX-License-Identifier: Apache-2.0
package io.carillon.media.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads metadata of files that may be anything behind their suffix. What a parser throws, errors included, becomes
 * {@link Metadata#error()}; a parser that does not come back in time is left behind, and after {@value #MAX_AT_ONCE} of
 * them no file is parsed until one returns.
 *
 * <p>Threads: safe for concurrent use. Parsers run on the executor.
 */
final class MetadataReader {

    static final int MAX_AT_ONCE = 2;

    private static final HexFormat BYTES = HexFormat.ofDelimiter(" ");

    private static final Logger LOG = LoggerFactory.getLogger(MetadataReader.class);

    /**
     * What a file was found to be.
     *
     * @param type by content, or by name when the content is of no known type
     */
    record Finding(MediaType type, Metadata metadata) {}

    private final ExecutorService executor;
    private final Duration limit;
    private final FormatReader pictures;
    private final FormatReader sounds;
    private final Semaphore running = new Semaphore(MAX_AT_ONCE);

    MetadataReader(ExecutorService executor, Duration limit, Supplier<Path> scratch) {
        this(executor, limit, new PictureReader(), new SoundReader(scratch));
    }

    /** For tests: with parsers that misbehave. */
    MetadataReader(ExecutorService executor, Duration limit, FormatReader pictures, FormatReader sounds) {
        this.executor = executor;
        this.limit = limit;
        this.pictures = pictures;
        this.sounds = sounds;
    }

    /**
     * Reads what the file is and says about itself.
     *
     * @param promised what its name says
     * @throws IOException if the file cannot be opened
     * @throws InterruptedException if interrupted while waiting for the parser, which is interrupted as well
     */
    Finding read(Path file, MediaType promised) throws IOException, InterruptedException {
        byte[] head = new byte[MediaType.HEAD_BYTES];
        int length;
        try (InputStream in = Files.newInputStream(file)) {
            length = in.readNBytes(head, 0, head.length);
            if (length == 0) {
                return new Finding(promised, Metadata.unreadable("the file is empty"));
            }
        }
        Optional<MediaType> type = MediaType.ofContent(head, promised);
        if (type.isEmpty()) {
            return new Finding(
                    promised,
                    Metadata.unreadable("the file is named like " + promised.mimeType() + " but begins with the bytes "
                            + BYTES.formatHex(head, 0, Math.min(length, 4))));
        }
        return new Finding(type.get(), parse(file, type.get()));
    }

    private Metadata parse(Path file, MediaType type) throws InterruptedException {
        FormatReader reader =
                switch (type) {
                    case MATROSKA, WEBM, MPEG, WMV -> null;
                    default -> type.kind().equals("audio") ? sounds : pictures;
                };
        if (reader == null) {
            return Metadata.none();
        }
        if (!running.tryAcquire(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            return Metadata.unreadable("not read: " + MAX_AT_ONCE + " parsers are stuck in other files");
        }
        AtomicBoolean begun = new AtomicBoolean();
        Future<Metadata> reading;
        try {
            reading = executor.submit(() -> {
                if (!begun.compareAndSet(false, true)) {
                    return Metadata.none();
                }
                try {
                    return contained(reader, file, type);
                } finally {
                    running.release();
                }
            });
        } catch (RejectedExecutionException e) {
            running.release();
            return Metadata.unreadable("not read: the plugin's pool is full");
        }
        try {
            return await(reading, file);
        } finally {
            if (begun.compareAndSet(false, true)) {
                running.release();
            }
        }
    }

    private Metadata await(Future<Metadata> reading, Path file) throws InterruptedException {
        try {
            return reading.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.warn("Left the parser of {} behind after {} ms", file, limit.toMillis());
            reading.cancel(true);
            return Metadata.unreadable("not read within " + limit.toMillis() + " ms");
        } catch (InterruptedException e) {
            reading.cancel(true);
            throw e;
        } catch (ExecutionException e) {
            return Metadata.unreadable(String.valueOf(e.getCause()));
        }
    }

    /** Parsers of foreign data may fail in any way; none of them is a reason to stop the plugin. */
    private static Metadata contained(FormatReader reader, Path file, MediaType type) {
        try {
            return reader.read(file, type);
        } catch (IOException e) {
            return Metadata.unreadable(e.getMessage() == null ? e.toString() : e.getMessage());
        } catch (Throwable e) {
            return Metadata.unreadable(e.toString());
        }
    }
}
