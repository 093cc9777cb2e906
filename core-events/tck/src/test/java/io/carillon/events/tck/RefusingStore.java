// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.tck;

import io.carillon.events.store.Hash;
import io.carillon.events.store.LogHead;
import io.carillon.events.store.UnitOutcome;
import io.carillon.events.store.WriteUnit;
import java.util.List;

/** Honest about holding nothing, and takes nothing. */
final class RefusingStore extends ForgetfulStore {

    @Override
    public List<UnitOutcome> commit(List<WriteUnit> group) {
        return group.stream()
                .<UnitOutcome>map(unit -> new UnitOutcome.Rejected("store-full", "it has no room at all"))
                .toList();
    }

    @Override
    public LogHead head() {
        return new LogHead(1, 0, Hash.ZERO, 1);
    }
}
