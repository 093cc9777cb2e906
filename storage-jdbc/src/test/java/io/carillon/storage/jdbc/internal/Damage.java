// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.jdbc.internal;

import io.carillon.events.tck.StoreFixture.Part;

/** Statements that change one part of a row as a defective disk would. */
final class Damage {

    private Damage() {}

    /** @param hash a literal of 32 other bytes */
    static String sql(Part part, String hash) {
        String set =
                switch (part) {
                    case DATA -> "data = 'x' || substr(data, 2)";
                    case SUBJECT -> "subject = subject || 'x'";
                    case CHAIN -> "chain_hash = " + hash;
                };
        return "UPDATE carillon_event_log SET " + set + " WHERE position = ";
    }
}
