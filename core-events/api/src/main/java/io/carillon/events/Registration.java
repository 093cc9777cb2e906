// SPDX-License-Identifier: Apache-2.0
package io.carillon.events;

import org.osgi.annotation.versioning.ProviderType;

/** One handler registered through {@link EventBus#subscribe}. */
@ProviderType
public interface Registration extends AutoCloseable {

    /** Identity of the subscription, {@code <symbolic name>:<id>}. */
    String subscription();

    /**
     * Takes the handler away. A durable subscription keeps its position and gathers lag. Returns once no call of the
     * handler is running, or when its time budget is over. Closing twice does nothing.
     */
    @Override
    void close();
}
