// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.admin;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Shows and switches subscriptions. Switches survive restarts; every change is recorded as an event. */
@ProviderType
public interface SubscriptionsAdmin {

    /** All subscriptions, dormant ones included, in ascending order of names; an immutable list. */
    List<SubscriptionStatus> list();

    /** One subscription. */
    Optional<SubscriptionStatus> get(String name);

    /**
     * Switches one subscription on or off.
     *
     * @throws java.util.NoSuchElementException if there is none of this name
     */
    void setEnabled(String name, boolean enabled, String by);

    /** Switches all subscriptions of a plugin, present and future. */
    void setPluginEnabled(String plugin, boolean enabled, String by);

    /** Switches all delivery. The log goes on. */
    void setDeliveryEnabled(boolean enabled, String by);

    /** Whether delivery is switched on at all. */
    boolean deliveryEnabled();
}
