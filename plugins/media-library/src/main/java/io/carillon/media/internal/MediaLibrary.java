// SPDX-License-Identifier: Apache-2.0
package io.carillon.media.internal;

import io.carillon.events.EventBus;
import io.carillon.events.PluginContext;
import java.nio.file.Files;
import java.util.List;
import org.apache.felix.service.command.Descriptor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes an event for each image, sound and film in the libraries' folders, and has the shell commands of the scope
 * {@code library}. Their descriptions are for a shell that looks for them; the plugin runs without one.
 */
@Component(
        service = MediaLibrary.class,
        immediate = true,
        configurationPid = "carillon.media",
        property = {
            "osgi.command.scope=library",
            "osgi.command.function=add",
            "osgi.command.function=list",
            "osgi.command.function=scan",
            "osgi.command.function=rescan",
            "osgi.command.function=pause",
            "osgi.command.function=resume",
            "osgi.command.function=remove"
        })
@Designate(ocd = MediaLibrary.Config.class)
public final class MediaLibrary {

    private static final Logger LOG = LoggerFactory.getLogger(MediaLibrary.class);

    /** Operator-facing settings, PID {@code carillon.media}. Units are in the names. */
    @ObjectClassDefinition(name = "Carillon media library", description = "Folders whose media files become events")
    public @interface Config {

        @AttributeDefinition(description = "Libraries as name=path, with absolute paths; at most 64")
        String[] libraries() default {};

        @AttributeDefinition(
                description =
                        "Seconds between comparisons of each folder with the index, for what the file system does not tell",
                min = "1",
                max = "604800")
        int rescanSeconds() default 300;

        @AttributeDefinition(
                description = "Milliseconds a file must be unchanged before it is read",
                min = "50",
                max = "60000")
        int settleMillis() default 500;

        @AttributeDefinition(description = "Seconds the parser of one file may take", min = "1", max = "600")
        int parseSeconds() default 15;

        @AttributeDefinition(
                description =
                        "Mebibytes of the largest file that is read and hashed; larger ones are counted as errors",
                min = "1",
                max = "16777216")
        long maxFileMebibytes() default 65_536;

        @AttributeDefinition(
                description = "Folders watched per library; what changes in the others is found by the comparison",
                min = "0",
                max = "100000")
        int maxWatchedFolders() default 8_192;
    }

    private final Libraries libraries;

    @Activate
    public MediaLibrary(@Reference EventBus bus, @Reference PluginContext context, Config config) {
        this(bus, context, MediaSettings.from(config), Files::newDirectoryStream);
    }

    /** For tests: no container, no annotation proxies. */
    MediaLibrary(EventBus bus, PluginContext context, MediaSettings settings, SortedFolder.Opener opener) {
        this.libraries = new Libraries(new Desk(
                bus,
                context.state(),
                context.clock(),
                settings,
                new MetadataReader(context.executor(), settings.parse(), context::dataDirectory),
                opener));
        LOG.info(
                "Media library started with {} configured libraries",
                settings.libraries().size());
    }

    @Deactivate
    void stop() throws InterruptedException {
        libraries.close();
    }

    /** {@code library:add NAME PATH}. */
    @Descriptor("Adds a folder as a library: it is scanned, then watched.")
    public String add(
            @Descriptor("NAME: 1 to 64 letters, digits, '.', '_' and '-'") String name,
            @Descriptor("PATH: the folder, an absolute path") String path) {
        Library library = Library.of(name, path);
        libraries.add(library);
        return "added " + library.name() + " at " + library.root();
    }

    /** {@code library:list}. */
    @Descriptor("Lists libraries with what they are doing.")
    public String list() {
        return LibraryTable.of(libraries.list());
    }

    /** {@code library:scan}: all libraries. */
    @Descriptor(
            "Compares the folders of all libraries that are not paused with what is known, and tells of every file.")
    public String scan() {
        return "scanning " + libraries.scanAll() + " libraries";
    }

    /** {@code library:scan NAME}. */
    @Descriptor("Compares the folder of one library with what is known, and tells of every file; reads changed ones.")
    public String scan(@Descriptor("NAME: the library") String name) {
        libraries.scan(name, ScanOrder.byShell());
        return "scanning " + name;
    }

    /** {@code library:rescan NAME}. */
    @Descriptor("Scans one library and reads content and metadata of every file again, changed or not.")
    public String rescan(@Descriptor("NAME: the library") String name) {
        libraries.scan(name, ScanOrder.afresh());
        return "reading everything in " + name + " again";
    }

    /** {@code library:pause NAME}. */
    @Descriptor("Lets all work on a library wait, be it in the middle of a scan, also over restarts.")
    public String pause(@Descriptor("NAME: the library") String name) {
        return libraries.pause(name) ? "pausing " + name : name + " is paused already";
    }

    /** {@code library:resume NAME}. */
    @Descriptor("Lets work on a paused library go on where it was.")
    public String resume(@Descriptor("NAME: the library") String name) {
        return libraries.resume(name) ? name + " goes on" : name + " is not paused";
    }

    /** {@code library:remove NAME}. */
    @Descriptor("Forgets a library; its files stay where they are.")
    public String remove(@Descriptor("NAME: the library") String name) throws InterruptedException {
        return libraries.remove(name)
                ? "removed " + name + "; its files stay where they are"
                : "removing " + name + " goes on; library:list shows it until then";
    }

    /** How the libraries are. */
    List<LibraryStatus> status() {
        return libraries.list();
    }
}
