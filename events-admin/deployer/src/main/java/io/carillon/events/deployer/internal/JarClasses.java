// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Enumeration;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** What the class files of a jar tell without being loaded. Those for newer versions of Java alone are left out. */
final class JarClasses {

    private static final int MAGIC = 0xCAFEBABE;
    private static final int MAJOR_OF_JAVA_0 = 44;
    /** What an annotation is named by in a class file: a text of UTF-8 with its length before it. */
    private static final byte[] SUBSCRIBE = constant("Lio/carillon/events/Subscribe;");

    private static final int MAX_CLASS_BYTES = 1 << 20;

    private final Set<String> names = new TreeSet<>();
    private final Set<String> subscribing = new TreeSet<>();
    private int newestJava;
    private String newest = "";

    private JarClasses() {}

    static JarClasses of(ZipFile zip) throws IOException {
        JarClasses classes = new JarClasses();
        for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements(); ) {
            ZipEntry entry = entries.nextElement();
            String name = entry.getName();
            if (name.endsWith(".class") && !name.startsWith("META-INF/") && !name.equals("module-info.class")) {
                try (InputStream in = zip.getInputStream(entry)) {
                    classes.add(name.substring(0, name.length() - ".class".length()), in.readNBytes(MAX_CLASS_BYTES));
                }
            }
        }
        return classes;
    }

    private void add(String path, byte[] bytes) {
        String name = path.replace('/', '.');
        names.add(name);
        if (bytes.length < 8 || number(bytes, 0, 4) != MAGIC) {
            return;
        }
        int java = number(bytes, 6, 2) - MAJOR_OF_JAVA_0;
        if (java > newestJava) {
            newestJava = java;
            newest = name;
        }
        if (holds(bytes, SUBSCRIBE)) {
            subscribing.add(name);
        }
    }

    private static int number(byte[] bytes, int from, int length) {
        int number = 0;
        for (int i = from; i < from + length; i++) {
            number = number << 8 | bytes[i] & 0xFF;
        }
        return number;
    }

    private static byte[] constant(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        byte[] constant = new byte[bytes.length + 3];
        constant[0] = 1;
        constant[1] = (byte) (bytes.length >> 8);
        constant[2] = (byte) bytes.length;
        System.arraycopy(bytes, 0, constant, 3, bytes.length);
        return constant;
    }

    private static boolean holds(byte[] bytes, byte[] part) {
        for (int at = 0; at <= bytes.length - part.length; at++) {
            if (java.util.Arrays.equals(bytes, at, at + part.length, part, 0, part.length)) {
                return true;
            }
        }
        return false;
    }

    /** Binary names of all classes. */
    Set<String> names() {
        return names;
    }

    /** Those with {@code @Subscribe}. */
    Set<String> subscribing() {
        return subscribing;
    }

    /** Packages of the classes; the empty name for the unnamed one. */
    Set<String> packages() {
        Set<String> packages = new TreeSet<>();
        names.forEach(name -> packages.add(name.substring(0, Math.max(0, name.lastIndexOf('.')))));
        return packages;
    }

    /** The newest version of Java that one of them is compiled for; 0 without a class. */
    int newestJava() {
        return newestJava;
    }

    /** A class that is compiled for {@link #newestJava}. */
    String newest() {
        return newest;
    }
}
