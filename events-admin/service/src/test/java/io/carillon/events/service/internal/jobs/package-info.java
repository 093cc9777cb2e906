// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.carillon.events.service.internal.jobs;

import org.jspecify.annotations.NullMarked;
