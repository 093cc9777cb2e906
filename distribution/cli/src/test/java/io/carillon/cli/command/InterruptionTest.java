// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.cli.Failure;
import io.carillon.patience.Patience;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class InterruptionTest {

    @Test
    void work_is_told_when_it_asks_and_the_process_waits_until_it_has_ended() throws InterruptedException {
        CountDownLatch told = new CountDownLatch(1);
        Interruption watch = Interruption.with(told::countDown);
        watch.check();
        Thread end = new Thread(watch::interrupt, "end of the process");

        end.start();
        assertThat(told.await(Patience.LONGEST_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(watch::check).isInstanceOf(Failure.class).hasMessage("interrupted");
        watch.close();
        end.join(Patience.LONGEST.toMillis());

        assertThat(end.isAlive()).isFalse();
    }
}
