// SPDX-License-Identifier: Apache-2.0
package io.carillon.media.samples;

import de.sciss.jump3r.lowlevel.LameEncoder;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.imageio.ImageIO;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import net.sourceforge.javaflacencoder.FLAC_FileEncoder;
import org.jaudiotagger.audio.AudioFile;
import org.jaudiotagger.audio.AudioFileIO;
import org.jaudiotagger.tag.FieldKey;
import org.jaudiotagger.tag.Tag;
import org.jcodec.api.awt.AWTSequenceEncoder;

/**
 * Makes real media files of six formats: jpg, png, wav, mp3, flac and mp4. The same number makes the same file.
 *
 * <p>From a command line: {@code MediaSamples DIR COUNT} fills a folder.
 */
public final class MediaSamples {

    private static final AudioFormat SOUND = new AudioFormat(44_100, 16, 1, true, false);
    private static final Logger TAGGER_LOG = Logger.getLogger("org.jaudiotagger");
    private static final int FRAMES_PER_SECOND = 25;

    static {
        TAGGER_LOG.setLevel(Level.OFF);
    }

    private MediaSamples() {}

    /** Fills folder {@code args[0]} with {@code args[1]} files. */
    public static void main(String[] args) throws IOException {
        if (args.length != 2) {
            throw new IllegalArgumentException("usage: MediaSamples DIR COUNT, got " + Arrays.toString(args));
        }
        fill(Path.of(args[0]), Integer.parseInt(args[1]));
    }

    /** Makes {@code count} files of all formats in turn, in sub-folders of ten. */
    public static List<Sample> fill(Path folder, int count) throws IOException {
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Path shelf = folder.resolve("shelf-" + i / 10);
            samples.add(
                    switch (i % 6) {
                        case 0 -> jpg(shelf.resolve("photo-" + i + ".jpg"), i);
                        case 1 -> png(shelf.resolve("drawing-" + i + ".png"), i);
                        case 2 -> wav(shelf.resolve("noise-" + i + ".wav"), i);
                        case 3 -> mp3(shelf.resolve("song-" + i + ".mp3"), i);
                        case 4 -> flac(shelf.resolve("track-" + i + ".flac"), i);
                        default -> mp4(shelf.resolve("film-" + i + ".mp4"), i);
                    });
        }
        return List.copyOf(samples);
    }

    /** An image; the number decides its size and colours. */
    public static Sample jpg(Path file, int number) throws IOException {
        return image(file, "jpg", "image/jpeg", 64 + number % 50, 48 + number % 30, number);
    }

    /** An image; the number decides its size and colours. */
    public static Sample png(Path file, int number) throws IOException {
        return image(file, "png", "image/png", 40 + number % 60, 30 + number % 40, number);
    }

    /** A sound without compression, with tags. */
    public static Sample wav(Path file, int number) throws IOException {
        byte[] pcm = pcm(number);
        folder(file);
        AudioInputStream sound =
                new AudioInputStream(new ByteArrayInputStream(pcm), SOUND, pcm.length / SOUND.getFrameSize());
        try (OutputStream out = Files.newOutputStream(file)) {
            AudioSystem.write(sound, AudioFileFormat.Type.WAVE, out);
        }
        return tagged(file, "audio/wav", number);
    }

    /** A sound with ID3 tags. */
    public static Sample mp3(Path file, int number) throws IOException {
        folder(file);
        LameEncoder encoder =
                new LameEncoder(SOUND, 128, LameEncoder.CHANNEL_MODE_MONO, LameEncoder.QUALITY_LOW, false);
        try (OutputStream out = Files.newOutputStream(file)) {
            byte[] pcm = pcm(number);
            byte[] encoded = new byte[encoder.getPCMBufferSize()];
            int chunk = Math.min(encoded.length, encoder.getPCMBufferSize());
            for (int at = 0; at < pcm.length; at += chunk) {
                int length = encoder.encodeBuffer(pcm, at, Math.min(chunk, pcm.length - at), encoded);
                out.write(encoded, 0, length);
            }
            out.write(encoded, 0, encoder.encodeFinish(encoded));
        } finally {
            encoder.close();
        }
        return tagged(file, "audio/mpeg", number);
    }

    /** A sound with Vorbis comments. */
    public static Sample flac(Path file, int number) throws IOException {
        Path plain = Files.createTempFile("sample-", ".wav");
        try {
            wav(plain, number);
            folder(file);
            FLAC_FileEncoder encoder = new FLAC_FileEncoder();
            encoder.useThreads(false);
            FLAC_FileEncoder.Status status = encoder.encode(plain.toFile(), file.toFile());
            if (status != FLAC_FileEncoder.Status.FULL_ENCODE) {
                throw new IOException("cannot encode " + file + ": " + status);
            }
        } finally {
            Files.delete(plain);
        }
        return tagged(file, "audio/flac", number);
    }

    /** A film without sound. */
    public static Sample mp4(Path file, int number) throws IOException {
        folder(file);
        int frames = 5 + number % 20;
        int width = 64 + 16 * (number % 3);
        int height = 48;
        AWTSequenceEncoder encoder = AWTSequenceEncoder.createSequenceEncoder(file.toFile(), FRAMES_PER_SECOND);
        for (int frame = 0; frame < frames; frame++) {
            encoder.encodeImage(picture(width, height, number * 31 + frame));
        }
        encoder.finish();
        long durationMs = frames * 1000L / FRAMES_PER_SECOND;
        return new Sample(file, "video/mp4", "video", null, null, null, durationMs, width, height);
    }

    private static Sample image(Path file, String format, String mimeType, int width, int height, int number)
            throws IOException {
        folder(file);
        try (OutputStream out = Files.newOutputStream(file)) {
            ImageIO.write(picture(width, height, number), format, out);
        }
        return new Sample(file, mimeType, "image", null, null, null, null, width, height);
    }

    private static BufferedImage picture(int width, int height, int number) {
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D canvas = picture.createGraphics();
        canvas.setColor(new Color(number * 7_919 & 0xFFFFFF));
        canvas.fillRect(0, 0, width, height);
        canvas.setColor(Color.WHITE);
        canvas.fillOval(number % width, number % height, 12, 12);
        canvas.dispose();
        return picture;
    }

    /** A tone of 300 to 890 ms. */
    private static byte[] pcm(int number) {
        int samples = (int) (SOUND.getSampleRate() * durationMs(number) / 1000);
        byte[] pcm = new byte[samples * 2];
        double step = 2 * Math.PI * (220 + number % 500) / SOUND.getSampleRate();
        for (int i = 0; i < samples; i++) {
            short value = (short) (Math.sin(i * step) * 12_000);
            pcm[2 * i] = (byte) value;
            pcm[2 * i + 1] = (byte) (value >> 8);
        }
        return pcm;
    }

    private static long durationMs(int number) {
        return 300 + 10L * (number % 60);
    }

    private static Sample tagged(Path file, String mimeType, int number) throws IOException {
        String title = "Tone No. " + number + " — größer";
        String artist = "Artist " + number % 7;
        String album = "Album " + number % 3;
        try {
            AudioFile audio = AudioFileIO.read(file.toFile());
            Tag tag = audio.getTagOrCreateAndSetDefault();
            tag.setField(FieldKey.TITLE, title);
            tag.setField(FieldKey.ARTIST, artist);
            tag.setField(FieldKey.ALBUM, album);
            tag.setField(FieldKey.GENRE, "Test");
            audio.commit();
        } catch (Exception e) {
            throw new IOException("cannot tag " + file, e);
        }
        return new Sample(file, mimeType, "audio", title, artist, album, durationMs(number), null, null);
    }

    private static void folder(Path file) throws IOException {
        Path parent = file.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
    }
}
