// SPDX-License-Identifier: Apache-2.0
/** A plugin whose durable handlers write down what they saw. */
@NullMarked
package io.carillon.image.delivery.journal;

import org.jspecify.annotations.NullMarked;
