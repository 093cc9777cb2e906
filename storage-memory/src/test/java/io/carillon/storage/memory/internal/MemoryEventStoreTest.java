// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.memory.internal;

import io.carillon.events.tck.EventStoreContract;
import io.carillon.events.tck.StoreFixture;

final class MemoryEventStoreTest extends EventStoreContract {

    @Override
    protected StoreFixture createFixture() {
        return new MemoryFixture();
    }
}
