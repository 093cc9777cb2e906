// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.jdbc.internal;

import io.carillon.events.tck.EventStoreContract;
import io.carillon.events.tck.StoreFixture;

class PostgresStoreContractTest extends EventStoreContract {

    @Override
    protected StoreFixture createFixture() {
        return new PostgresFixture();
    }
}
