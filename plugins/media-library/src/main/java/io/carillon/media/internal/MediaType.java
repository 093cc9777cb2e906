// SPDX-License-Identifier: Apache-2.0
package io.carillon.media.internal;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The kinds of file a library takes in, known by suffix and recognised by their first bytes. */
enum MediaType {
    JPEG("image/jpeg", "jpg", "jpeg", "jpe"),
    PNG("image/png", "png"),
    GIF("image/gif", "gif"),
    BMP("image/bmp", "bmp"),
    WEBP("image/webp", "webp"),
    TIFF("image/tiff", "tif", "tiff"),
    HEIF("image/heif", "heic", "heif"),
    AVIF("image/avif", "avif"),
    MP3("audio/mpeg", "mp3"),
    FLAC("audio/flac", "flac"),
    WAV("audio/wav", "wav"),
    OGG("audio/ogg", "ogg", "oga"),
    OPUS("audio/opus", "opus"),
    M4A("audio/mp4", "m4a", "m4b"),
    AAC("audio/aac", "aac"),
    WMA("audio/x-ms-wma", "wma"),
    AIFF("audio/aiff", "aif", "aiff"),
    MP4("video/mp4", "mp4", "m4v"),
    QUICKTIME("video/quicktime", "mov", "qt"),
    MATROSKA("video/x-matroska", "mkv"),
    WEBM("video/webm", "webm"),
    AVI("video/x-msvideo", "avi"),
    MPEG("video/mpeg", "mpg", "mpeg"),
    WMV("video/x-ms-wmv", "wmv");

    /** Number of bytes {@link #ofContent} looks at. */
    static final int HEAD_BYTES = 16;

    private static final Map<String, MediaType> BY_SUFFIX = Arrays.stream(values())
            .flatMap(type -> Arrays.stream(type.suffixes.split(" ")).map(suffix -> Map.entry(suffix, type)))
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    private final String mimeType;
    /** Separated by spaces, the usual one first. */
    private final String suffixes;

    MediaType(String mimeType, String... suffixes) {
        this.mimeType = mimeType;
        this.suffixes = String.join(" ", suffixes);
    }

    String mimeType() {
        return mimeType;
    }

    /** {@code audio}, {@code video} or {@code image}. */
    String kind() {
        return mimeType.substring(0, mimeType.indexOf('/'));
    }

    /** The suffix files of this type usually have, without the dot. */
    String suffix() {
        return suffixes.split(" ")[0];
    }

    /** The type a file name promises, empty when it is not the name of a media file. Hidden files never are. */
    static Optional<MediaType> ofName(String fileName) {
        int dot = fileName.lastIndexOf('.');
        return dot < 1 || fileName.startsWith(".")
                ? Optional.empty()
                : Optional.ofNullable(BY_SUFFIX.get(fileName.substring(dot + 1).toLowerCase(Locale.ROOT)));
    }

    /**
     * The type a file's first bytes show.
     *
     * @param head the first {@value #HEAD_BYTES} bytes, padded with zeros
     * @param promised what the name says; decides between types that begin alike
     * @return empty when the bytes are those of no media type
     */
    static Optional<MediaType> ofContent(byte[] head, MediaType promised) {
        IntFunction<String> at = index -> new String(head, index, 4, StandardCharsets.ISO_8859_1);
        String first = at.apply(0);
        int word = (head[0] & 0xFF) << 8 | head[1] & 0xFF;
        MediaType found =
                switch (first) {
                    case "\u0089PNG" -> PNG;
                    case "GIF8" -> GIF;
                    case "II*\0", "MM\0*" -> TIFF;
                    case "fLaC" -> FLAC;
                    case "OggS" -> promised == OPUS ? OPUS : OGG;
                    case "FORM" -> AIFF;
                    case "RIFF" -> riff(at.apply(8));
                    case "\u001AE\u00DF\u00A3" -> promised == WEBM ? WEBM : MATROSKA;
                    case "0&\u00B2u" -> promised == WMA ? WMA : WMV;
                    case "\0\0\1\u00BA", "\0\0\1\u00B3" -> MPEG;
                    default -> null;
                };
        if (found == null && at.apply(4).equals("ftyp")) {
            found = isoBase(at.apply(8), promised);
        }
        if (found == null && promised == QUICKTIME && "moov mdat wide free skip".contains(at.apply(4))) {
            found = QUICKTIME;
        }
        if (found == null) {
            found = leadingWord(first, word, promised);
        }
        return Optional.ofNullable(found);
    }

    private static @Nullable MediaType leadingWord(String first, int word, MediaType promised) {
        if (word == 0xFFD8) {
            return JPEG;
        }
        if (first.startsWith("BM")) {
            return BMP;
        }
        if (first.startsWith("ID3")) {
            return promised == AAC || promised == FLAC ? promised : MP3;
        }
        if ((word & 0xFFF6) == 0xFFF0) {
            return AAC;
        }
        return (word & 0xFFE0) == 0xFFE0 ? MP3 : null;
    }

    private static @Nullable MediaType riff(String form) {
        return switch (form) {
            case "WAVE" -> WAV;
            case "WEBP" -> WEBP;
            case "AVI " -> AVI;
            default -> null;
        };
    }

    private static MediaType isoBase(String brand, MediaType promised) {
        return switch (brand) {
            case "qt  " -> QUICKTIME;
            case "M4A ", "M4B ", "M4P " -> M4A;
            case "heic", "heix", "hevc", "mif1", "msf1" -> HEIF;
            case "avif", "avis" -> AVIF;
            default -> promised == M4A ? M4A : MP4;
        };
    }
}
