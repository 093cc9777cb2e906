// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.events.OverloadedException;
import io.carillon.events.bus.internal.log.BusThreads;
import io.carillon.patience.Patience;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ReceiptDeskTest {

    private final ReceiptDesk desk =
            new ReceiptDesk(1, Duration.ofMillis(100), Runnable::run, BusThreads.named("test-desk"));
    private final CompletableFuture<String> answer = new CompletableFuture<>();

    @AfterEach
    void close() {
        desk.close();
    }

    @Test
    void who_waits_settles_on_its_own_thread_and_gives_the_place_back() throws Exception {
        desk.reserve();
        CompletableFuture<String> receipt = desk.receipt(answer).toCompletableFuture();
        AtomicReference<String> thread = new AtomicReference<>();
        CompletionStage<Void> callback =
                receipt.thenAccept(value -> thread.set(Thread.currentThread().getName()));
        CompletableFuture<String> waiter = new CompletableFuture<>();
        Thread waiting = new Thread(() -> waiter.complete(receipt.join()), "test-waiter");
        waiting.start();
        Awaitility.await().until(() -> waiting.getState() == Thread.State.WAITING);

        answer.complete("done");

        assertThat(waiter.get(Patience.LONGEST_SECONDS, TimeUnit.SECONDS)).isEqualTo("done");
        callback.toCompletableFuture().get(Patience.LONGEST_SECONDS, TimeUnit.SECONDS);
        assertThat(thread).hasValue("test-waiter");
        awaitPlace();
    }

    @Test
    void who_no_longer_waits_leaves_the_receipt_to_the_desk() throws Exception {
        desk.reserve();
        CompletableFuture<String> receipt = desk.receipt(answer).toCompletableFuture();
        CompletableFuture<String> thread =
                receipt.thenApply(value -> Thread.currentThread().getName());

        assertThatThrownBy(() -> receipt.get(20, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        answer.complete("done");

        assertThat(thread.get(Patience.LONGEST_SECONDS, TimeUnit.SECONDS)).isEqualTo("test-desk");
        awaitPlace();
    }

    @Test
    void a_place_is_taken_until_the_callbacks_have_run() throws Exception {
        desk.reserve();
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        CompletionStage<Void> callback = desk.receipt(answer).thenRun(() -> {
            running.countDown();
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        answer.complete("done");
        running.await();

        assertThatThrownBy(desk::reserve).isInstanceOf(OverloadedException.class);
        end.countDown();
        callback.toCompletableFuture().get(Patience.LONGEST_SECONDS, TimeUnit.SECONDS);
        awaitPlace();
    }

    private void awaitPlace() {
        Awaitility.await().ignoreExceptions().until(() -> {
            desk.reserve();
            return true;
        });
    }
}
