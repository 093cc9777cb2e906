// SPDX-License-Identifier: Apache-2.0
/**
 * What operators can see and do, as small capabilities. The HTTP API, the shell and the console use these and nothing
 * else of the host; plugins do not.
 *
 * <p>Whoever knows a thing implements its capability: the bus {@link io.carillon.events.admin.EventsAdmin},
 * {@link io.carillon.events.admin.SubscriptionsAdmin}, {@link io.carillon.events.admin.ClientSubscriptionsAdmin},
 * {@link io.carillon.events.admin.DeadLettersAdmin},
 * {@link io.carillon.events.admin.ReplayAdmin}, {@link io.carillon.events.admin.ExplainAdmin},
 * {@link io.carillon.events.admin.PluginDrain}, {@link io.carillon.events.admin.PluginLoads} and
 * {@link io.carillon.events.admin.StoreAdmin}, the deployer
 * {@link io.carillon.events.admin.PluginsAdmin}, the admin service the rest, for instance
 * {@link io.carillon.events.admin.AccessAdmin}, {@link io.carillon.events.admin.UsersAdmin},
 * {@link io.carillon.events.admin.SessionsAdmin}, {@link io.carillon.events.admin.AuditAdmin} and
 * {@link io.carillon.events.admin.LogAdmin}. Each is an OSGi service that may be absent.
 * The caller has authorised the act; {@code by} names who is recorded for it, for instance {@code token:ci} or
 * {@code shell:root}.
 */
@Export(substitution = Export.Substitution.NOIMPORT)
@Version("1.0.0")
@NullMarked
package io.carillon.events.admin;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
