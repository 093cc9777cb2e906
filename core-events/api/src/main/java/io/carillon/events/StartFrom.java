// SPDX-License-Identifier: Apache-2.0
package io.carillon.events;

/** Where a durable subscription begins when it is seen for the first time; later starts resume at its checkpoint. */
public enum StartFrom {
    /** Events appended after the subscription was created. */
    NOW,

    /** The oldest event the log still holds. */
    BEGINNING
}
