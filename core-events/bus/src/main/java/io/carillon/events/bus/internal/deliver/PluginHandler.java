// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.DataBinding;
import io.carillon.events.Event;
import io.carillon.events.EventDraft;
import io.carillon.events.EventHandler;
import io.carillon.events.Receipt;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * A plugin's handler with all that is the plugin's around it.
 *
 * @param plugin symbolic name
 * @param version of the plugin
 * @param handler takes the event whole
 * @param binding makes the data readable for the plugin's classes
 * @param publish publishes in the plugin's name
 * @param pool where the handler runs
 */
public record PluginHandler(
        String plugin,
        String version,
        EventHandler<Event> handler,
        DataBinding binding,
        Function<EventDraft, CompletionStage<Receipt>> publish,
        PluginPool pool) {}
