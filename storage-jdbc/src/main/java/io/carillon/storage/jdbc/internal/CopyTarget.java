// SPDX-License-Identifier: Apache-2.0
package io.carillon.storage.jdbc.internal;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;

/** A store that is being filled. Until {@link #finish} returns no host finds a log there. */
interface CopyTarget extends AutoCloseable {

    Dialect dialect();

    /** Where the tables are, made and empty; in a transaction. */
    Connection connection();

    /** Is told that a batch was written. */
    void flushed() throws SQLException;

    /** Makes it a log that hosts find. */
    void finish() throws SQLException, IOException;

    /** Removes what was written, unless it was finished. */
    @Override
    void close();
}
