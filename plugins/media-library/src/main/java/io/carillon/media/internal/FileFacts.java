// SPDX-License-Identifier: Apache-2.0
package io.carillon.media.internal;

/**
 * What a file shows without a parser.
 *
 * @param path absolute path as text
 * @param fileName last name of it
 * @param type by content once that was read, by name before
 * @param size bytes
 */
record FileFacts(String path, String fileName, MediaType type, long size) {

    FileFacts as(MediaType found) {
        return new FileFacts(path, fileName, found, size);
    }
}
