// SPDX-License-Identifier: Apache-2.0
package io.carillon.image.delivery;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks into the memory of a host with the JDK's own tool. */
final class Jcmd {

    private static final Pattern METASPACE = Pattern.compile("Metaspace\\s+used (\\d+)K");
    private static final Pattern HEAP = Pattern.compile("Total\\s+\\d+\\s+(\\d+)");

    private Jcmd() {}

    /** How many class loaders defined a class of this name, after a full collection. */
    static int loaders(Process host, Class<?> type) throws IOException, InterruptedException {
        ask(host, "GC.run");
        int loaders = 0;
        for (String line : ask(host, "VM.class_hierarchy", type.getName()).split("\n")) {
            if (line.contains(type.getName() + "/")) {
                loaders++;
            }
        }
        return loaders;
    }

    /** Bytes of metaspace in use, after a full collection. */
    static long metaspace(Process host) throws IOException, InterruptedException {
        ask(host, "GC.run");
        // Java 17 tells it with the heap, Java 25 with the metaspace.
        Matcher used = METASPACE.matcher(ask(host, "GC.heap_info") + ask(host, "VM.metaspace", "basic"));
        if (!used.find()) {
            throw new IOException("neither GC.heap_info nor VM.metaspace tells how much metaspace is used");
        }
        return Long.parseLong(used.group(1)) * 1024;
    }

    /** Bytes of live objects. The count comes with a full collection. */
    static long liveHeap(Process host) throws IOException, InterruptedException {
        Matcher total = HEAP.matcher(ask(host, "GC.class_histogram"));
        long last = -1;
        while (total.find()) {
            last = total.start();
        }
        if (last < 0) {
            throw new IOException("GC.class_histogram tells no total");
        }
        total.find((int) last);
        return Long.parseLong(total.group(1));
    }

    private static String ask(Process host, String... command) throws IOException, InterruptedException {
        String[] words = new String[command.length + 2];
        words[0] = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        words[1] = Long.toString(host.pid());
        System.arraycopy(command, 0, words, 2, command.length);
        Process jcmd = new ProcessBuilder(words).redirectErrorStream(true).start();
        String answer = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (jcmd.waitFor() != 0) {
            throw new IOException(String.join(" ", words) + " failed: " + answer);
        }
        return answer;
    }
}
