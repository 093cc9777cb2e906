// SPDX-License-Identifier: Apache-2.0
package io.carillon.media.internal;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jaudiotagger.audio.AudioFile;
import org.jaudiotagger.audio.AudioFileIO;
import org.jaudiotagger.audio.AudioHeader;
import org.jaudiotagger.audio.exceptions.CannotReadException;
import org.jaudiotagger.audio.exceptions.InvalidAudioFrameException;
import org.jaudiotagger.audio.exceptions.ReadOnlyFileException;
import org.jaudiotagger.tag.FieldKey;
import org.jaudiotagger.tag.KeyNotFoundException;
import org.jaudiotagger.tag.Tag;
import org.jaudiotagger.tag.TagException;
import org.jspecify.annotations.Nullable;

/** Reads sound files with jaudiotagger. */
final class SoundReader implements FormatReader {

    private static final Set<MediaType> READABLE = EnumSet.of(
            MediaType.MP3, MediaType.FLAC, MediaType.WAV, MediaType.OGG, MediaType.M4A, MediaType.WMA, MediaType.AIFF);

    private static final Set<FieldKey> NAMED = EnumSet.of(FieldKey.TITLE, FieldKey.ARTIST, FieldKey.ALBUM);

    /** Held, because the settings of a logger nobody holds are forgotten. */
    private static final Logger READER_LOG = Logger.getLogger("org.jaudiotagger");

    static {
        // It reports every odd tag of every file as a warning; what matters is in the metadata error.
        READER_LOG.setLevel(Level.OFF);
    }

    private final Supplier<Path> scratch;

    /** @param scratch a folder with plain names, for links to files whose names {@link File} cannot express */
    SoundReader(Supplier<Path> scratch) {
        this.scratch = scratch;
    }

    @Override
    public Metadata read(Path file, MediaType type) throws IOException {
        if (!READABLE.contains(type)) {
            return Metadata.none();
        }
        if (isPlain(file)) {
            return parse(file.toFile(), type);
        }
        Path link = scratch.get().resolve("reading-" + UUID.randomUUID());
        Files.createSymbolicLink(link, file);
        try {
            return parse(link.toFile(), type);
        } finally {
            Files.delete(link);
        }
    }

    private static boolean isPlain(Path file) {
        try {
            return file.toFile().toPath().equals(file);
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static Metadata parse(File file, MediaType type) throws IOException {
        AudioFile audio;
        try {
            audio = AudioFileIO.readAs(file, type.suffix());
        } catch (CannotReadException | TagException | InvalidAudioFrameException | ReadOnlyFileException e) {
            throw new IOException(e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage(), e);
        }
        AudioHeader header = audio.getAudioHeader();
        Tag tag = audio.getTag();
        return new Metadata(
                tag == null ? null : tag.getFirst(FieldKey.TITLE),
                tag == null ? null : tag.getFirst(FieldKey.ARTIST),
                tag == null ? null : tag.getFirst(FieldKey.ALBUM),
                Math.round(header.getPreciseTrackLength() * 1000),
                null,
                null,
                tags(header, tag),
                null);
    }

    private static Map<String, String> tags(AudioHeader header, @Nullable Tag tag) {
        Map<String, String> tags = new LinkedHashMap<>();
        put(tags, "format", header.getFormat());
        put(tags, "sampleRate", header.getSampleRate());
        put(tags, "channels", header.getChannels());
        put(tags, "bitRate", header.getBitRate());
        if (tag == null) {
            return tags;
        }
        for (FieldKey key : FieldKey.values()) {
            if (!NAMED.contains(key) && key != FieldKey.COVER_ART) {
                put(tags, key.name().toLowerCase(Locale.ROOT), first(tag, key));
            }
        }
        return tags;
    }

    private static @Nullable String first(Tag tag, FieldKey key) {
        try {
            return tag.getFirst(key);
        } catch (UnsupportedOperationException | KeyNotFoundException e) {
            return null;
        }
    }

    private static void put(Map<String, String> tags, String name, @Nullable String value) {
        if (value != null && !value.isBlank()) {
            tags.put(name, value);
        }
    }
}
