// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.carillon.events.EventBus;
import io.carillon.events.EventDraft;
import io.carillon.events.admin.Role;
import io.carillon.events.admin.Token;
import io.carillon.events.admin.TokenRequest;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class TokenAccessTest {

    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir
    Path data;

    private final Queue<EventDraft> published = new ConcurrentLinkedQueue<>();
    private AuditTrail audit;
    private TokenAccess access;

    @BeforeEach
    void open() {
        Users users = new Users(new UserFile(data), Clock.systemUTC(), 1);
        audit = new AuditTrail();
        access = new TokenAccess(
                new Tokens(new TokenFile(data), users, Clock.systemUTC()), users, audit, Duration.ofMillis(20));
    }

    @AfterEach
    void close() {
        access.stop();
        audit.close();
    }

    @Test
    void creation_and_revocation_are_events_that_name_who_did_it_and_hold_no_secret() {
        audit.setBus(TestBus.of(published::add));

        String text = access.createToken(TokenRequest.of("ci", Role.OPERATOR, HOUR), "shell:root")
                .text();
        access.revokeToken("ci", "token:boss");

        await().until(() -> published.size() == 2);
        assertThat(published)
                .extracting(EventDraft::type)
                .containsExactly("carillon.token.created", "carillon.token.revoked");
        assertThat(published)
                .extracting(draft -> String.valueOf(draft.extensions().get("authid")))
                .containsExactly("shell:root", "token:boss");
        String secret = text.substring(text.lastIndexOf('_'));
        assertThat(published).allSatisfy(draft -> {
            assertThat(draft.subject()).contains("token:ci");
            assertThat(draft.toString() + draft.extensions()).doesNotContain(secret);
        });
    }

    @Test
    void without_a_bus_tokens_work_all_the_same() {
        String text = access.createToken(TokenRequest.of("ci", Role.VIEWER, HOUR), "shell:root")
                .text();

        assertThat(access.authenticate(text)).isPresent();
    }

    @Test
    @Timeout(300)
    void a_bus_that_hangs_holds_nobody_up() {
        CountDownLatch never = new CountDownLatch(1);
        audit.setBus(TestBus.of(draft -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));

        for (int i = 0; i < AuditTrail.MAX_WAITING + 10; i++) {
            access.createToken(TokenRequest.of("t" + i, Role.VIEWER, HOUR), "test");
        }

        assertThat(access.tokens()).hasSize(AuditTrail.MAX_WAITING + 10);
    }

    @Test
    void a_bus_that_refuses_does_not_fail_the_change() {
        audit.setBus(TestBus.of(draft -> {
            throw new IllegalStateException("no");
        }));

        access.createToken(TokenRequest.of("ci", Role.VIEWER, HOUR), "test");

        assertThat(access.tokens()).extracting(Token::name).containsExactly("ci");
        assertThatThrownBy(() -> access.revokeToken("nobody", "test")).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void a_bus_that_left_is_not_used_any_more() {
        EventBus bus = TestBus.of(published::add);
        audit.setBus(bus);
        audit.unsetBus(bus);

        access.createToken(TokenRequest.of("ci", Role.VIEWER, HOUR), "test");
        audit.close();

        assertThat(published).isEmpty();
    }

    @Test
    void uses_reach_the_disk_by_themselves() {
        String text = access.createToken(TokenRequest.of("ci", Role.VIEWER, HOUR), "test")
                .text();
        assertThat(access.authenticate(text)).isPresent();

        await().until(() -> new TokenFile(data).read().get(0).token().lastUsed() != null);
    }
}
