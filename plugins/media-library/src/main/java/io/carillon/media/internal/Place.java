// SPDX-License-Identifier: Apache-2.0
package io.carillon.media.internal;

/**
 * A place in the order of a walk: the files of a folder by the checksums of their names, then its folders from the
 * highest checksum down.
 *
 * @param hash of the last name that was passed, empty at the beginning of the folder
 */
record Place(RawPath folder, String hash) {}
