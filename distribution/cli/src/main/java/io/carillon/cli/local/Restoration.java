// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.local;

import io.carillon.cli.Exit;
import io.carillon.cli.Failure;
import io.carillon.launcher.Directories;
import io.carillon.launcher.InstanceLock;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Puts a backup in the place of what a host keeps. All of it is unpacked and verified first; what was there is moved aside and
 * stays. What concerns the store lies beside it, on its file system.
 */
public final class Restoration {

    private static final List<String> BESIDE_STORE = List.of("", "-wal", "-shm", "-journal");

    /** Of what was unpacked. */
    private static final String STORE = "events.db";

    private static final Pattern UNPACKED = Pattern.compile("restore-[0-9]{8}T[0-9]{6}\\.[0-9]{3}Z");

    private final Directories directories;
    private final StoreFile store;
    private final Account account;
    private final Consumer<String> told;

    /**
     * A restoration.
     *
     * @param account of this process
     * @param told takes a sentence on what was done besides
     */
    public Restoration(Directories directories, StoreFile store, Account account, Consumer<String> told) {
        this.directories = directories;
        this.store = store;
        this.account = account;
        this.told = told;
    }

    /**
     * What was restored.
     *
     * @param manifest of the backup
     * @param aside where what was there is now, one folder or two
     */
    public record Outcome(Manifest manifest, Set<Path> aside) {}

    /**
     * Restores, after it has taken back what an interrupted restore did.
     *
     * @param stamp for the names of folders, different each time: 20260131T120000.000Z
     * @throws io.carillon.launcher.LaunchException if a host runs on the data
     * @throws Failure if a host has the store, the data are another account's, the backup is not whole, or something cannot be
     *     moved; what was there is where it was, or the text says otherwise
     */
    @SuppressWarnings("try") // the locks are held, and nothing else is done with them
    public Outcome restore(Path backup, String stamp) {
        try {
            account.mustOwn(directories.data());
            directories.create();
            try (InstanceLock lock = InstanceLock.acquire(directories)) {
                Optional<Exchange> unfinished = Exchange.unfinished(directories);
                if (unfinished.isPresent()) {
                    takeBack(unfinished.get());
                }
                sweep();
                Path database = store.real();
                try (StoreLock other = StoreLock.take(database)) {
                    return restore(backup, stamp, database);
                }
            }
        } catch (IOException e) {
            throw new Failure(
                    Exit.FAILED,
                    "cannot restore " + backup + ": " + e,
                    "nothing was changed; is there room for it, and may this account write in " + directories.data()
                            + " and beside the store?",
                    e);
        }
    }

    @SuppressWarnings("try") // the lock is held, and nothing else is done with it
    private void takeBack(Exchange unfinished) throws IOException {
        try (StoreLock other = StoreLock.take(unfinished.store())) {
            unfinished.undo();
            unfinished.discard();
        } catch (IOException e) {
            throw new Failure(
                    Exit.FAILED,
                    "a restore was interrupted, and what was there cannot be put back: " + e,
                    "correct what is in the way; " + directories.unfinishedRestore() + " lists what belongs where",
                    e);
        }
        told.accept("a restore was interrupted: what was there is in its place again");
    }

    /** Removes what a restore had unpacked that was killed before it moved anything. */
    private void sweep() throws IOException {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(
                directories.data(),
                each -> UNPACKED.matcher(each.getFileName().toString()).matches())) {
            for (Path folder : left) {
                PrivateFiles.delete(folder);
            }
        }
    }

    private Outcome restore(Path backup, String stamp, Path database) throws IOException {
        Path staged = directories.data().resolve("restore-" + stamp);
        Path stagedStore = database.resolveSibling("restore-" + stamp);
        try {
            BackupFile file = new BackupFile(backup);
            file.check();
            PrivateFiles.folders(staged);
            Manifest manifest = file.unpack(
                    name -> name.equals(Manifest.STORE) ? stagedStore.resolve(STORE) : staged.resolve(name));
            verify(backup, manifest, stagedStore.resolve(STORE));
            PrivateFiles.forceAllNames(staged);
            PrivateFiles.forceAllNames(stagedStore);
            Path aside = directories.data().resolve("before-restore-" + stamp);
            Path asideStore = database.resolveSibling("before-restore-" + stamp);
            exchange(database, staged, stagedStore, aside, asideStore).make();
            Set<Path> asides = new LinkedHashSet<>(List.of(aside, asideStore));
            asides.removeIf(each -> !Files.exists(each));
            return new Outcome(manifest, asides);
        } finally {
            if (!Files.exists(directories.unfinishedRestore())) {
                PrivateFiles.delete(staged);
                PrivateFiles.delete(stagedStore);
            }
        }
    }

    private void verify(Path backup, Manifest manifest, Path unpacked) throws IOException {
        StoreFile copy = store.at(unpacked);
        try {
            String said = copy.check();
            if (!said.equals("ok")) {
                throw Manifest.unusable(backup, "its store is damaged: " + said);
            }
            if (copy.head() != manifest.position()) {
                throw Manifest.unusable(backup, "its store ends elsewhere than its list says");
            }
        } finally {
            for (String end : BESIDE_STORE.subList(1, BESIDE_STORE.size())) {
                Files.deleteIfExists(Path.of(copy.path() + end));
            }
        }
    }

    /** What there is to move. */
    Exchange exchange(Path database, Path staged, Path stagedStore, Path aside, Path asideStore) {
        List<Exchange.Move> out = new ArrayList<>();
        List<Exchange.Move> in = new ArrayList<>();
        for (String end : BESIDE_STORE) {
            Path file = Path.of(database + end);
            add(out, file, asideStore.resolve("store").resolve(file.getFileName()));
        }
        add(in, stagedStore.resolve(STORE), database);
        for (String folder : FoundFiles.FOLDERS) {
            add(out, directories.data().resolve(folder), aside.resolve(folder));
            add(in, staged.resolve(folder), directories.data().resolve(folder));
        }
        return new Exchange(directories.unfinishedRestore(), database, out, in);
    }

    private static void add(List<Exchange.Move> moves, Path from, Path to) {
        if (Files.exists(from, LinkOption.NOFOLLOW_LINKS)) {
            moves.add(new Exchange.Move(from, to));
        }
    }
}
