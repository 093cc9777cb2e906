// SPDX-License-Identifier: Apache-2.0
/** Settings, access, jobs and the admin capabilities. */
@NullMarked
package io.carillon.events.service.internal;

import org.jspecify.annotations.NullMarked;
