// SPDX-License-Identifier: Apache-2.0
package io.carillon.media.internal;

import com.drew.imaging.ImageMetadataReader;
import com.drew.imaging.ImageProcessingException;
import com.drew.metadata.Directory;
import com.drew.metadata.Tag;
import com.drew.metadata.avi.AviDirectory;
import com.drew.metadata.bmp.BmpHeaderDirectory;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.exif.ExifSubIFDDirectory;
import com.drew.metadata.file.FileTypeDirectory;
import com.drew.metadata.gif.GifHeaderDirectory;
import com.drew.metadata.heif.HeifDirectory;
import com.drew.metadata.iptc.IptcDirectory;
import com.drew.metadata.jpeg.JpegDirectory;
import com.drew.metadata.mov.QuickTimeDirectory;
import com.drew.metadata.mov.media.QuickTimeVideoDirectory;
import com.drew.metadata.mov.metadata.QuickTimeMetadataDirectory;
import com.drew.metadata.mp4.Mp4Directory;
import com.drew.metadata.mp4.media.Mp4VideoDirectory;
import com.drew.metadata.png.PngDirectory;
import com.drew.metadata.webp.WebpDirectory;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads images and films with metadata-extractor. */
final class PictureReader implements FormatReader {

    /** Where a number or text stands. */
    private record Place(Class<? extends Directory> directory, int tag) {}

    private record Size(Class<? extends Directory> directory, int width, int height) {}

    private static final List<Size> SIZES = List.of(
            new Size(JpegDirectory.class, JpegDirectory.TAG_IMAGE_WIDTH, JpegDirectory.TAG_IMAGE_HEIGHT),
            new Size(PngDirectory.class, PngDirectory.TAG_IMAGE_WIDTH, PngDirectory.TAG_IMAGE_HEIGHT),
            new Size(GifHeaderDirectory.class, GifHeaderDirectory.TAG_IMAGE_WIDTH, GifHeaderDirectory.TAG_IMAGE_HEIGHT),
            new Size(BmpHeaderDirectory.class, BmpHeaderDirectory.TAG_IMAGE_WIDTH, BmpHeaderDirectory.TAG_IMAGE_HEIGHT),
            new Size(WebpDirectory.class, WebpDirectory.TAG_IMAGE_WIDTH, WebpDirectory.TAG_IMAGE_HEIGHT),
            new Size(HeifDirectory.class, HeifDirectory.TAG_IMAGE_WIDTH, HeifDirectory.TAG_IMAGE_HEIGHT),
            new Size(Mp4VideoDirectory.class, Mp4VideoDirectory.TAG_WIDTH, Mp4VideoDirectory.TAG_HEIGHT),
            new Size(
                    QuickTimeVideoDirectory.class,
                    QuickTimeVideoDirectory.TAG_WIDTH,
                    QuickTimeVideoDirectory.TAG_HEIGHT),
            new Size(AviDirectory.class, AviDirectory.TAG_WIDTH, AviDirectory.TAG_HEIGHT),
            new Size(ExifIFD0Directory.class, ExifIFD0Directory.TAG_IMAGE_WIDTH, ExifIFD0Directory.TAG_IMAGE_HEIGHT),
            new Size(
                    ExifSubIFDDirectory.class,
                    ExifSubIFDDirectory.TAG_EXIF_IMAGE_WIDTH,
                    ExifSubIFDDirectory.TAG_EXIF_IMAGE_HEIGHT));

    private static final List<Place> TITLES = List.of(
            new Place(QuickTimeMetadataDirectory.class, QuickTimeMetadataDirectory.TAG_TITLE),
            new Place(IptcDirectory.class, IptcDirectory.TAG_OBJECT_NAME),
            new Place(ExifIFD0Directory.class, ExifIFD0Directory.TAG_WIN_TITLE),
            new Place(ExifIFD0Directory.class, ExifIFD0Directory.TAG_IMAGE_DESCRIPTION));

    private static final List<Place> ARTISTS = List.of(
            new Place(QuickTimeMetadataDirectory.class, QuickTimeMetadataDirectory.TAG_ARTIST),
            new Place(IptcDirectory.class, IptcDirectory.TAG_BY_LINE),
            new Place(ExifIFD0Directory.class, ExifIFD0Directory.TAG_ARTIST));

    private static final List<Place> ALBUMS =
            List.of(new Place(QuickTimeMetadataDirectory.class, QuickTimeMetadataDirectory.TAG_ALBUM));

    @Override
    public Metadata read(Path file, MediaType type) throws IOException {
        com.drew.metadata.Metadata found;
        try (InputStream in = new BufferedInputStream(new InterruptibleInput(Files.newInputStream(file)))) {
            found = ImageMetadataReader.readMetadata(
                    in, Files.size(file), file.getFileName().toString());
        } catch (ImageProcessingException e) {
            throw new IOException(e.getMessage(), e);
        }
        @Nullable
        Size size = SIZES.stream()
                .filter(candidate -> number(found, candidate.directory(), candidate.width()) != null)
                .findFirst()
                .orElse(null);
        return new Metadata(
                text(found, TITLES),
                text(found, ARTISTS),
                text(found, ALBUMS),
                duration(found),
                size == null ? null : number(found, size.directory(), size.width()),
                size == null ? null : number(found, size.directory(), size.height()),
                tags(found),
                error(found, type, size));
    }

    private static @Nullable Integer number(
            com.drew.metadata.Metadata found, Class<? extends Directory> type, int tag) {
        for (Directory directory : found.getDirectoriesOfType(type)) {
            Integer number = directory.getInteger(tag);
            if (number != null && number > 0) {
                return number;
            }
        }
        return null;
    }

    private static @Nullable String text(com.drew.metadata.Metadata found, List<Place> places) {
        for (Place place : places) {
            for (Directory directory : found.getDirectoriesOfType(place.directory())) {
                String text = directory.getDescription(place.tag());
                if (text != null && !text.isBlank()) {
                    return text;
                }
            }
        }
        return null;
    }

    private static @Nullable Long duration(com.drew.metadata.Metadata found) {
        Long film = duration(found, Mp4Directory.class, Mp4Directory.TAG_DURATION, Mp4Directory.TAG_TIME_SCALE);
        return film != null
                ? film
                : duration(
                        found,
                        QuickTimeDirectory.class,
                        QuickTimeDirectory.TAG_DURATION,
                        QuickTimeDirectory.TAG_TIME_SCALE);
    }

    private static @Nullable Long duration(
            com.drew.metadata.Metadata found, Class<? extends Directory> type, int ticksTag, int scaleTag) {
        for (Directory directory : found.getDirectoriesOfType(type)) {
            Long ticks = directory.getLongObject(ticksTag);
            Long scale = directory.getLongObject(scaleTag);
            if (ticks != null && scale != null && ticks >= 0 && scale > 0) {
                return Math.round(ticks * 1000.0 / scale);
            }
        }
        return null;
    }

    private static Map<String, String> tags(com.drew.metadata.Metadata found) {
        Map<String, String> tags = new LinkedHashMap<>();
        for (Directory directory : found.getDirectories()) {
            if (directory instanceof FileTypeDirectory) {
                continue;
            }
            for (Tag tag : directory.getTags()) {
                if (tags.size() >= Metadata.MAX_TAGS) {
                    return tags;
                }
                String value = tag.getDescription();
                if (value != null && tag.hasTagName()) {
                    tags.putIfAbsent(directory.getName() + " " + tag.getTagName(), value);
                }
            }
        }
        return tags;
    }

    /** Readers stumble over much that is harmless; it is an error when the picture's size stays unknown. */
    private static @Nullable String error(com.drew.metadata.Metadata found, MediaType type, @Nullable Size size) {
        if (size != null) {
            return null;
        }
        for (Directory directory : found.getDirectories()) {
            for (String error : directory.getErrors()) {
                return directory.getName() + ": " + error;
            }
        }
        return "the " + type.mimeType() + " file shows no picture size; it may be cut short";
    }
}
