// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.service.internal.log;

import io.carillon.events.Severity;
import io.carillon.events.admin.LogAdmin;
import io.carillon.events.admin.LogAdmin.LogRecord;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The newest records of one bundle; its owner keeps threads apart. */
final class KeptRecords {

    /** What a record takes beside its texts, in characters, about. */
    private static final int FRAME = 64;

    private final Deque<LogRecord> records = new ArrayDeque<>();
    private int characters;
    private long lost;

    /** @param lost number up to which records of the bundle may have been lost */
    KeptRecords(long lost) {
        this.lost = lost;
    }

    void add(LogRecord record) {
        records.addLast(record);
        characters += characters(record);
        while (records.size() > LogAdmin.MAX_RECORDS || characters > LogAdmin.MAX_CHARACTERS) {
            LogRecord oldest = records.removeFirst();
            characters -= characters(oldest);
            lost = oldest.number();
        }
    }

    private static int characters(LogRecord record) {
        String error = record.error();
        return FRAME
                + record.text().length()
                + (error == null ? 0 : error.length())
                + record.logger().length()
                + record.thread().length();
    }

    /** Those after this number, oldest first. */
    List<LogRecord> after(long number, Severity least) {
        return records.stream()
                .filter(record -> record.number() > number && record.severity().compareTo(least) >= 0)
                .toList();
    }

    /** The number up to which records may have been lost; 0 when none was. */
    long lost() {
        return lost;
    }

    /** The newest number; there is one, since every bundle kept has written. */
    long last() {
        return records.getLast().number();
    }
}
