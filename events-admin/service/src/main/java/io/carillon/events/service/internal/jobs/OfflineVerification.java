// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.jobs;

import io.carillon.events.StoreUnavailableException;
import io.carillon.events.admin.JobWork;
import io.carillon.events.store.EventStore;
import io.carillon.events.store.StoreRefusedException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;

/**
 * Verifies a log as the job of a host does, without one. The {@code carillon} command loads this class from the image, which
 * is why it speaks in types of the JDK only: what opens the {@link EventStore}, and a listener for events done and in all,
 * which may throw to end it. What opens it throws {@link IllegalStateException} for what is no whole log. What comes out are
 * {@code outcome} ({@code succeeded}; {@code failed} for what was found in the log, also when some of it cannot be read in a
 * store that answers; {@code refused} or {@code unavailable} for a store that could not be opened or does not answer any more),
 * {@code text}, {@code done} and {@code total}; where a single event is the first bad one {@code position} and {@code part}, as
 * in {@code LogVerification}.
 */
public final class OfflineVerification
        implements BiFunction<Callable<? extends AutoCloseable>, BiConsumer<Long, Long>, Map<String, Object>> {

    /** Events at once: the command has little memory, and each may be as large as events can be. */
    private static final int PAGE = 32;

    @Override
    public Map<String, Object> apply(Callable<? extends AutoCloseable> open, BiConsumer<Long, Long> listener) {
        Map<String, Object> found = new LinkedHashMap<>(Map.of("done", 0L, "total", 0L));
        try (EventStore store = (EventStore) open.call()) {
            verify(store, found, listener);
        } catch (StoreRefusedException | IllegalArgumentException e) {
            ended(found, "refused", e);
        } catch (StoreUnavailableException e) {
            ended(found, "unavailable", e);
        } catch (IllegalStateException e) {
            ended(found, "failed", e);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("the store could not be opened", e);
        }
        return found;
    }

    private static void verify(EventStore store, Map<String, Object> found, BiConsumer<Long, Long> listener) {
        try {
            found.put("text", new LogVerification(VerifiedLog.of(store, PAGE)).run(progress(found, listener)));
            found.put("outcome", "succeeded");
        } catch (LogVerification.BadEvent e) {
            ended(found, "failed", e);
            found.put("position", e.position());
            found.put("part", e.part());
        } catch (IllegalStateException e) {
            ended(found, "failed", e);
        } catch (StoreUnavailableException e) {
            store.head(); // a store that does not answer at all says nothing of its log
            found.put("outcome", "failed");
            found.put(
                    "text",
                    "the log cannot be read behind its first " + found.get("done") + " events: " + e.getMessage());
        }
    }

    private static void ended(Map<String, Object> found, String outcome, RuntimeException failure) {
        found.put("outcome", outcome);
        found.put("text", String.valueOf(failure.getMessage()));
    }

    private static JobWork.Progress progress(Map<String, Object> found, BiConsumer<Long, Long> listener) {
        return new JobWork.Progress() {
            private long total;

            @Override
            public void total(long units) {
                total = units;
                found.put("total", units);
            }

            @Override
            public void done(long units) {
                found.put("done", units);
                listener.accept(units, total);
            }

            @Override
            public void checkCancelled() {
                listener.accept((Long) found.getOrDefault("done", 0L), total);
            }
        };
    }
}
