// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.filter;

import java.io.Serial;

/** An expression that cannot be read, with the column from 1 where it stops making sense. */
final class SqlSyntaxException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    SqlSyntaxException(int column, String found) {
        super("column " + column + ": " + found);
    }
}
