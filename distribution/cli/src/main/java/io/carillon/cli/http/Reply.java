// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.http;

import io.carillon.cli.Exit;
import io.carillon.cli.Failure;
import io.carillon.cli.output.Json;
import java.io.IOException;
import java.util.Map;

/**
 * What a host answered.
 *
 * @param headers by name in lower case, the first value of each
 * @param body as it came, not copied
 */
@SuppressWarnings("ArrayRecordComponent")
public record Reply(int status, Map<String, String> headers, byte[] body) {

    /** The body as JSON; nothing when it is empty. */
    public Json json() {
        if (body.length == 0) {
            return Json.NULL;
        }
        try {
            return Json.parse(body);
        } catch (IOException e) {
            throw new Failure(
                    Exit.FAILED,
                    "the answer is not JSON: " + e.getMessage(),
                    "is this the address of a Carillon host? carillon status, --server",
                    e);
        }
    }

    public String header(String name) {
        return headers.getOrDefault(name, "");
    }
}
