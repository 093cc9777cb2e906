// SPDX-License-Identifier: Apache-2.0
/** Merges what operators set, checks it and hands it to the configuration admin. */
@NullMarked
package io.carillon.events.service.internal.settings;

import org.jspecify.annotations.NullMarked;
