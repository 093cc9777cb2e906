// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.live;

/** Whether somebody who was let in may still be here. Equal for those who were let in with the same. */
@FunctionalInterface
public interface Standing {

    /** Whether the token is neither revoked nor expired, its user enabled, its session not ended, and its rights are the same. */
    boolean holds();
}
