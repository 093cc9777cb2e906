// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.carillon.events.StoreUnavailableException;
import io.carillon.events.admin.JobStatus;
import io.carillon.events.admin.JobStatus.State;
import io.carillon.events.admin.ReplayAdmin;
import io.carillon.events.service.internal.access.RecordedAudit;
import io.carillon.events.store.EventQuery;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ReplayTest {

    private static final List<String> MAIL = List.of("shop.mail:receipts");

    private final RecordedAudit audit = new RecordedAudit();
    private final Jobs jobs = new Jobs(audit, Clock.systemUTC());
    private final List<String> seen = new ArrayList<>();

    @AfterEach
    void stop() {
        jobs.stop();
    }

    private JobStatus ended(ReplayAdmin.Request request) {
        String id = jobs.replay(request, "", "shell:ada").id();
        await().until(() -> jobs.get(id).orElseThrow().state().ended());
        return jobs.get(id).orElseThrow();
    }

    private static ReplayAdmin.Request of(List<Long> positions, List<String> to, boolean dryRun) {
        return new ReplayAdmin.Request(positions, null, to, 0, dryRun);
    }

    @Test
    void a_replay_is_a_job_that_tells_what_it_does_and_what_came_of_it() {
        jobs.setReplays((request, replayId, by, progress, failures) -> {
            seen.add(replayId);
            seen.add(by);
            progress.total(10);
            progress.done(10);
            for (int i = 1; i <= 5; i++) {
                failures.accept("position " + i + ": odd" + "!".repeat(300));
            }
            return new ReplayAdmin.Outcome(10, 5, 5, List.of("shop.log:main denies replay"));
        });

        JobStatus job = ended(of(List.of(4L, 5L), MAIL, false));

        assertThat(job.kind()).isEqualTo("replay");
        assertThat(job.name()).isEqualTo("Replay 2 events to shop.mail:receipts");
        assertThat(job.by()).isEqualTo("shell:ada");
        assertThat(job.state()).isEqualTo(State.SUCCEEDED);
        assertThat(job.done()).isEqualTo(job.total()).isEqualTo(10);
        assertThat(job.failed()).as("deliveries that failed").isEqualTo(5);
        assertThat(job.detail())
                .startsWith("10 events: 5 deliveries succeeded, 5 failed; passed by: shop.log:main denies replay;"
                        + " position 1: odd!!!")
                .contains("; position 3: odd")
                .doesNotContain("position 4")
                .endsWith("; and 2 more failures")
                .hasSizeLessThan(900);
        assertThat(seen.get(0)).startsWith("replay-");
        assertThat(seen.get(1)).isEqualTo("shell:ada");
    }

    @Test
    void a_replay_may_be_called_by_a_name_of_limited_length() {
        jobs.setReplays((request, replayId, by, progress, failures) -> new ReplayAdmin.Outcome(0, 0, 0, List.of()));
        ReplayAdmin.Request request = of(List.of(4L), MAIL, false);

        assertThat(jobs.replay(request, " Incident 12 ", "tester").name()).isEqualTo("Incident 12");
        assertThat(jobs.replay(request, "n".repeat(200), "tester").name()).hasSize(200);
        assertThatThrownBy(() -> jobs.replay(request, "n".repeat(201), "tester"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("200");
    }

    @Test
    void names_say_what_and_to_whom() {
        EventQuery query = EventQuery.builder().build();

        assertThat(Replay.name(of(List.of(7L), List.of(), false))).isEqualTo("Replay event 7 to all that want them");
        assertThat(Replay.name(of(List.of(7L), MAIL, true)))
                .isEqualTo("Count for a replay: event 7 to shop.mail:receipts");
        assertThat(Replay.name(new ReplayAdmin.Request(List.of(), query, List.of("a", "b", "c", "d", "e"), 0, false)))
                .isEqualTo("Replay events by query to a, b, c and 2 more");
        assertThat(nameOf(EventQuery.builder().firstPosition(1042).endPosition(2001)))
                .isEqualTo("Replay events 1042 to 2000 to shop.mail:receipts");
        assertThat(nameOf(EventQuery.builder().firstPosition(1042)))
                .isEqualTo("Replay events from 1042 to shop.mail:receipts");
        assertThat(nameOf(EventQuery.builder().endPosition(2001)))
                .isEqualTo("Replay events before 2001 to shop.mail:receipts");
        assertThat(nameOf(EventQuery.builder().firstPosition(1042).subject("s")))
                .isEqualTo("Replay events from 1042 by query to shop.mail:receipts");
    }

    private static String nameOf(EventQuery.Builder query) {
        return Replay.name(new ReplayAdmin.Request(List.of(), query.build(), MAIL, 0, false));
    }

    @Test
    void a_dry_run_says_what_would_be() {
        jobs.setReplays((request, replayId, by, progress, failures) -> new ReplayAdmin.Outcome(4211, 7, 0, List.of()));

        assertThat(ended(of(List.of(7L), MAIL, true)).detail()).isEqualTo("4211 events: 7 deliveries would be made");
    }

    @Test
    void the_result_names_some_of_many_that_were_passed_by() {
        jobs.setReplays((request, replayId, by, progress, failures) -> new ReplayAdmin.Outcome(
                1, 1, 0, Collections.nCopies(Replay.MAX_PASSED_BY + 5, "shop.log:main denies replay")));

        assertThat(ended(of(List.of(7L), List.of(), false)).detail())
                .endsWith("denies replay; passed by: 5 more")
                .hasSizeLessThan(600);
    }

    @Test
    void what_the_bus_refuses_fails_the_job() {
        jobs.setReplays((request, replayId, by, progress, failures) -> {
            throw new NoSuchElementException("there is no subscription shop.mail:receipts");
        });

        JobStatus job = ended(of(List.of(7L), MAIL, false));

        assertThat(job.state()).isEqualTo(State.FAILED);
        assertThat(job.detail()).isEqualTo("there is no subscription shop.mail:receipts");
    }

    @Test
    void without_a_bus_nothing_can_be_replayed() {
        ReplayAdmin gone = (request, replayId, by, progress, failures) -> new ReplayAdmin.Outcome(0, 0, 0, List.of());
        jobs.setReplays(gone);
        jobs.unsetReplays(gone);

        assertThatThrownBy(() -> jobs.replay(of(List.of(7L), MAIL, false), "", "tester"))
                .isInstanceOf(StoreUnavailableException.class);
        assertThat(jobs.list()).isEmpty();
    }
}
