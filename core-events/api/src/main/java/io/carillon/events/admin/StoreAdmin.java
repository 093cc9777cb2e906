// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.admin;

import org.osgi.annotation.versioning.ProviderType;

/** Shows the store. */
@ProviderType
public interface StoreAdmin {

    /** How the store stands now. */
    StoreStatus status();
}
