// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.admin;

import io.carillon.events.StartFrom;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Shows and moves subscriptions. Changes survive restarts, need no restart, and are recorded as events together with the
 * change; they throw {@link io.carillon.events.StoreUnavailableException} and change nothing while no store is open.
 */
@ProviderType
public interface SubscriptionsAdmin {

    /** All subscriptions, dormant ones included, in ascending order of names; an immutable list. */
    List<SubscriptionStatus> list();

    /** One subscription. */
    Optional<SubscriptionStatus> get(String name);

    /**
     * Resumes or pauses one subscription.
     *
     * @throws java.util.NoSuchElementException if there is none of this name
     * @throws IllegalArgumentException if it is a client's, which takes what it wants when it wants
     */
    void setEnabled(String name, boolean enabled, String by);

    /** Switches all subscriptions of a plugin, present and future. */
    void setPluginEnabled(String plugin, boolean enabled, String by);

    /** Switches all delivery. The log goes on. */
    void setDeliveryEnabled(boolean enabled, String by);

    /** Whether delivery is switched on at all. */
    boolean deliveryEnabled();

    /**
     * Puts a durable subscription to another place in the log. Running calls end first. Every wanted event after the new
     * place is delivered, those handled before too; retries and dead letters after it are dropped, for they come again.
     *
     * @return the new checkpoint: delivery goes on behind it
     * @throws java.util.NoSuchElementException if there is no durable subscription of this name
     * @throws IllegalArgumentException if the place is beyond the head of the log
     * @throws IllegalStateException if its client is connected
     */
    long seek(String name, StartFrom to, String by);

    /**
     * Removes a dormant subscription with its retries, dead letters and once-keys. When its handler comes back it begins as
     * a new one.
     *
     * @throws java.util.NoSuchElementException if there is none of this name
     * @throws IllegalStateException if its handler is there, or its client connected
     */
    void purge(String name, String by);
}
