// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.access;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import org.junit.jupiter.api.Assertions;

/** What is presented as a token: has its form, or has not. */
class TokenTextFuzz {

    @FuzzTest(maxDuration = "2s")
    void a_token_is_read_or_is_none(@NotNull String text) {
        TokenText.parse(text).ifPresent(token -> Assertions.assertEquals(text, token.text()));
    }
}
