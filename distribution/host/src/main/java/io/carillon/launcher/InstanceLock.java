// SPDX-License-Identifier: Apache-2.0
package io.carillon.launcher;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The right to run on one data directory. The operating system frees it with the process, however that ends; the file
 * holds the owner's process id and is only believed while it is locked.
 */
public final class InstanceLock implements AutoCloseable {

    /** How long a client's look at the lock may be in the way. */
    private static final Duration PATIENCE = Duration.ofMillis(500);

    private static final int LONGEST_PID = 20;

    private final FileChannel channel;

    private InstanceLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the lock.
     *
     * @throws LaunchException if another process holds it
     */
    public static InstanceLock acquire(Directories directories) {
        Path file = file(directories);
        try {
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            FileLock lock = channel.tryLock();
            while (lock == null && System.nanoTime() < deadline) {
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
                lock = channel.tryLock();
            }
            if (lock == null) {
                String pid = pid(channel);
                channel.close();
                throw new LaunchException(
                        Exit.REFUSED,
                        "a host runs on " + directories.data() + " already"
                                + (pid.isEmpty() ? "" : " (pid " + pid + ")"),
                        "stop it with: carillon stop — or choose another directory with CARILLON_DATA");
            }
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
            return new InstanceLock(channel);
        } catch (IOException e) {
            throw new LaunchException(
                    Exit.FAILED,
                    "cannot lock " + file + ": " + e,
                    "make the directory writable for this account, on a file system with locks",
                    e);
        }
    }

    /** Process id of the host that runs on a data directory; empty when none does. */
    public static OptionalLong holder(Directories directories) {
        Path file = file(directories);
        if (!Files.exists(file)) {
            return OptionalLong.empty();
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
                @Nullable FileLock lock = channel.tryLock(0, Long.MAX_VALUE, true)) {
            if (lock != null) {
                return OptionalLong.empty();
            }
            String pid = pid(channel);
            return pid.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(pid));
        } catch (IOException e) {
            throw new LaunchException(
                    Exit.NOT_ALLOWED,
                    "cannot look at " + file + ": " + e,
                    "use the account that owns the data directory, or set CARILLON_DATA",
                    e);
        }
    }

    private static Path file(Directories directories) {
        return directories.run().resolve("lock");
    }

    private static String pid(FileChannel channel) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(LONGEST_PID);
        channel.read(buffer, 0);
        String text = new String(buffer.array(), 0, buffer.position(), StandardCharsets.US_ASCII).trim();
        return text.chars().allMatch(c -> c >= '0' && c <= '9') ? text : "";
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
