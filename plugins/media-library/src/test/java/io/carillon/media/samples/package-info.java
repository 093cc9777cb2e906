// SPDX-License-Identifier: Apache-2.0
/** Makes real media files to test with. */
@NullMarked
package io.carillon.media.samples;

import org.jspecify.annotations.NullMarked;
