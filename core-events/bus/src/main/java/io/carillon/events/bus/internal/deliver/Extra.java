// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.deliver;

import io.carillon.events.bus.internal.log.LogEntry;
import java.util.concurrent.CompletableFuture;

/** One delivery of an event that is not owed: a replay. */
record Extra(LogEntry entry, String replayId, CompletableFuture<HandlerCall.Result> answer) implements Turn {}
