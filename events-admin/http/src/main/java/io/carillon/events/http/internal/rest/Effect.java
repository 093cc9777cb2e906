// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.rest;

import io.carillon.events.admin.OptionStatus;
import io.carillon.events.admin.UptakeAdmin;
import io.carillon.events.admin.UptakeAdmin.Uptake;

/**
 * What became of a change, as callers are told.
 *
 * @param word {@code in-force}, {@code next-start}, {@code stored} or {@code refused}
 * @param refusal who refuses it and why; empty when nobody does
 */
record Effect(String word, String refusal) {

    private static final Effect STORED = new Effect("stored", "");

    static Effect of(UptakeAdmin uptakes, OptionStatus option) {
        try {
            return of(uptakes.uptake(option));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return STORED;
        }
    }

    private static Effect of(Uptake uptake) {
        if (uptake instanceof Uptake.Refused refused) {
            return new Effect("refused", refused.by() + " refused it: " + refused.reason());
        }
        if (uptake instanceof Uptake.NextStart) {
            return new Effect("next-start", "");
        }
        return uptake instanceof Uptake.InForce ? new Effect("in-force", "") : STORED;
    }
}
