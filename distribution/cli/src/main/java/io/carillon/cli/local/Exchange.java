// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.local;

import io.carillon.cli.Exit;
import io.carillon.cli.Failure;
import io.carillon.cli.output.Json;
import io.carillon.launcher.Directories;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The moves that put what was unpacked in the place of what is there, all of them or none. None leaves its file system.
 *
 * <p>A file in the data directory lists them from before the first until the last one is on the disk. While it is there no host
 * starts, and whoever finds it can take the moves back, however far they went.
 *
 * @param marker that file
 * @param store the database
 * @param aside moves of what is there
 * @param into moves of what was unpacked, each after all of the others
 */
record Exchange(Path marker, Path store, List<Move> aside, List<Move> into) {

    private static final String STORE = "store";
    private static final String ASIDE = "aside";
    private static final String INTO = "into";

    /** One file or folder, which is there. */
    record Move(Path from, Path to) {

        private void make() throws IOException {
            if (exists(to)) {
                throw new FileAlreadyExistsException(to.toString());
            }
            PrivateFiles.folders(to.resolveSibling(""));
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        }

        private Move back() {
            return new Move(to, from);
        }

        private Json json() {
            return Json.of(Map.of("from", from.toString(), "to", to.toString()));
        }
    }

    Exchange {
        aside = List.copyOf(aside);
        into = List.copyOf(into);
    }

    /** The one that was begun and not ended; empty when there is none. */
    static Optional<Exchange> unfinished(Directories directories) {
        Path marker = directories.unfinishedRestore();
        if (!exists(marker)) {
            return Optional.empty();
        }
        try {
            Json list = Json.parse(Files.readAllBytes(marker));
            if (list.at(STORE).text().isEmpty()) {
                throw new IOException("it names no store");
            }
            return Optional.of(
                    new Exchange(marker, Path.of(list.at(STORE).text()), moves(list.at(ASIDE)), moves(list.at(INTO))));
        } catch (IOException e) {
            throw new Failure(
                    Exit.INVALID,
                    "a restore was interrupted, and what it moved cannot be read from " + marker + ": "
                            + e.getMessage(),
                    "put back by hand what is in the folder before-restore-… beside it, then remove the file",
                    e);
        }
    }

    private static List<Move> moves(Json list) {
        List<Move> moves = new ArrayList<>();
        for (Json each : list.elements()) {
            moves.add(new Move(
                    Path.of(each.at("from").text()), Path.of(each.at("to").text())));
        }
        return moves;
    }

    /**
     * Makes the moves.
     *
     * @throws Failure if one cannot be made; its text says whether everything is back
     */
    void make() {
        try {
            begin();
            for (Move move : aside) {
                move.make();
            }
            force();
            for (Move move : into) {
                move.make();
            }
            end();
        } catch (IOException e) {
            throw undone(e);
        }
    }

    private Failure undone(IOException why) {
        try {
            undo();
        } catch (IOException e) {
            e.addSuppressed(why);
            return new Failure(
                    Exit.FAILED,
                    "the backup cannot be put in its place (" + why
                            + "), and not all that was there could be put back: " + e,
                    "no host starts until it is: correct what was in the way, then carillon restore FILE again, which puts"
                            + " it back first",
                    e);
        }
        return new Failure(
                Exit.FAILED,
                "the backup cannot be put in its place: " + why + "; everything is back where it was",
                "is there a file in the way, or a folder on a disk of its own?",
                why);
    }

    /** Has the list of the moves on the disk. */
    void begin() throws IOException {
        Path draft = marker.resolveSibling(marker.getFileName() + ".new");
        Files.deleteIfExists(draft);
        byte[] text = Json.of(Map.of(STORE, store.toString(), ASIDE, json(aside), INTO, json(into)))
                .pretty()
                .getBytes(StandardCharsets.UTF_8);
        try (FileChannel channel = PrivateFiles.open(draft, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(text);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(draft, marker, StandardCopyOption.ATOMIC_MOVE);
        PrivateFiles.forceNames(marker.resolveSibling(""));
    }

    private static List<Json> json(List<Move> moves) {
        return moves.stream().map(Move::json).toList();
    }

    /** Takes back every move that was made. */
    void undo() throws IOException {
        List<Move> made = new ArrayList<>();
        for (Move move : aside) {
            if (exists(move.to())) {
                made.add(0, move.back());
            }
        }
        if (made.size() == aside.size()) {
            for (Move move : into) {
                if (exists(move.to()) && !exists(move.from())) {
                    made.add(0, move.back());
                }
            }
        }
        for (Move move : made) {
            move.make();
        }
        end();
    }

    /** Removes what was unpacked. Only after {@link #undo}. */
    void discard() throws IOException {
        for (Move move : into) {
            PrivateFiles.delete(move.from().resolveSibling(""));
        }
    }

    private void end() throws IOException {
        force();
        Files.deleteIfExists(marker);
        PrivateFiles.forceNames(marker.resolveSibling(""));
    }

    private void force() throws IOException {
        for (List<Move> moves : List.of(aside, into)) {
            for (Move move : moves) {
                Path folder = move.to().resolveSibling("");
                PrivateFiles.forceNames(folder);
                PrivateFiles.forceNames(folder.resolveSibling(""));
                PrivateFiles.forceNames(move.from().resolveSibling(""));
            }
        }
    }

    private static boolean exists(Path file) {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    }
}
