// SPDX-License-Identifier: Apache-2.0
/** Publishes an event for each image, sound and film in a folder. */
@NullMarked
package io.carillon.media.internal;

import org.jspecify.annotations.NullMarked;
