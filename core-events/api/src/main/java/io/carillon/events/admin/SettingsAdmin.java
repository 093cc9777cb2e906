// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.admin;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Every option there is, its value and where that came from; and the lowest layer of values, which operators change while
 * the host runs. Files, the environment and the command line are stronger than that layer.
 *
 * <p>Threads: safe for concurrent use.
 */
@ProviderType
public interface SettingsAdmin {

    /** The most options one call changes. */
    int MAX_CHANGES = 100;

    /** All options of the bundles that are installed, in ascending order of keys; an immutable list. */
    List<OptionStatus> list();

    /** One option; {@code http.port} and {@code carillon.http.port} are the same. */
    Optional<OptionStatus> get(String key);

    /** The options that a bundle declares, in ascending order of keys; empty when it declares none. */
    List<OptionStatus> of(String owner);

    /** What is wrong with what was set, and what waits for a bundle that declares it; sentences, an immutable list. */
    List<String> problems();

    /**
     * Changes values of the lowest layer, all or none. When this returns they are kept, and handed to those who are
     * configured by them; the change is recorded as an event.
     *
     * @param values by key: a String, Boolean, Number, or list of these
     * @param removed keys whose value is taken back; with {@code values} at most {@value #MAX_CHANGES}
     * @throws SettingRefusedException if there is no such option, a value does not fit, or the option is locked
     * @throws java.io.UncheckedIOException if the values cannot be kept; nothing changed
     */
    default void set(Map<String, Object> values, Set<String> removed, String by) {
        set(values, removed, by, () -> {});
    }

    /**
     * Changes values if a condition holds still, as {@link #set(Map, Set, String)} does.
     *
     * @param condition asked before anything changes, while nobody else can change anything; what it throws is thrown
     *     here, and nothing changed. It may read options, and must not wait.
     */
    void set(Map<String, Object> values, Set<String> removed, String by, Runnable condition);
}
