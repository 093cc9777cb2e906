// SPDX-License-Identifier: Apache-2.0
package io.carillon.media.internal;

import io.carillon.testkit.PluginHarness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Walks a folder with an empty index and writes down the places it passes. */
final class WalkRecord implements WalkVisitor {

    private final Path folder;
    private final List<Place> places = new ArrayList<>();

    WalkRecord(Path folder) {
        this.folder = folder;
    }

    List<Place> places() {
        return places;
    }

    void walk() throws Exception {
        try (PluginHarness harness = PluginHarness.empty("walk");
                FolderWatch watch = new FolderWatch(library(), 0)) {
            walk(harness, watch).walk(folder, this);
        }
    }

    void walkOn(Place place) throws Exception {
        try (PluginHarness harness = PluginHarness.empty("walk");
                FolderWatch watch = new FolderWatch(library(), 0)) {
            walk(harness, watch).walkOn(place, this);
        }
    }

    private Library library() {
        return new Library("walk", folder);
    }

    private LibraryWalk walk(PluginHarness harness, FolderWatch watch) {
        StopSignal stop = new StopSignal();
        Patience patience = new Patience(stop);
        FileIndex index = new FileIndex(harness.context().state(), patience, "walk");
        Journal journal = new Journal(harness.context().state(), harness.bus(), patience, index, "walk", "k");
        MediaSettings settings = new MediaSettings(
                List.of(library()), Duration.ofHours(1), Duration.ofMillis(50), LibraryRig.PATIENCE, 1L << 30, 0);
        MetadataReader metadata =
                new MetadataReader(harness.context().executor(), settings.parse(), harness.context()::dataDirectory);
        FileExaminer examiner = new FileExaminer(
                library(), settings, index, new MediaEvents(library(), "k"), metadata, Clock.systemUTC());
        return new LibraryWalk(library(), index, journal, examiner, watch, stop, Files::newDirectoryStream);
    }

    @Override
    public void found(Path path, RawPath raw, FileExaminer.Verdict verdict) {
        // Only the order of the places is of interest.
    }

    @Override
    public void failed(Path path, IOException why) {
        throw new AssertionError("cannot read " + path, why);
    }

    @Override
    public boolean pause() {
        return false;
    }

    @Override
    public void passed(Place place) {
        places.add(place);
    }

    @Override
    public Optional<Scan> scan() {
        return Optional.empty();
    }
}
