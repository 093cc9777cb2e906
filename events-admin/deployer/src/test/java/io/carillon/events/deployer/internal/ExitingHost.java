// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A host in a process of its own, which stops its framework when the process is about to end, as the launcher does. */
public final class ExitingHost {

    private ExitingHost() {}

    public static void main(String... arguments) throws Exception {
        TestHost host = TestHost.start(Path.of(arguments[0]));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(host)));
        new CountDownLatch(1).await();
    }

    private static void stop(TestHost host) {
        try {
            host.framework.stop();
            host.framework.waitForStop(2_000);
        } catch (Exception e) {
            throw new IllegalStateException("the framework does not stop", e);
        }
    }
}
