// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.admin;

import io.carillon.events.store.LogHead;
import io.carillon.events.store.StoreInfo;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How the store stands.
 *
 * @param state open or why not
 * @param scheme scheme of the configured URL
 * @param info what it is, {@code null} unless open
 * @param head where the log stands, {@code null} unless open
 * @param since when {@code state} began
 * @param detail one sentence: what is wrong and what to do; empty when open
 */
public record StoreStatus(
        State state,
        String scheme,
        @Nullable StoreInfo info,
        @Nullable LogHead head,
        Instant since,
        String detail) {

    /** Whether the log can be used. */
    public enum State {
        OPEN,
        /** No provider for the scheme, or the store does not answer; tried again by itself. */
        AWAY,
        /** An operator has to act. */
        REFUSED,
        /** Another owner has the right to write; reading goes on. */
        FENCED
    }
}
