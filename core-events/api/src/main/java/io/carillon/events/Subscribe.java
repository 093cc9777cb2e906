// SPDX-License-Identifier: Apache-2.0
package io.carillon.events;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.service.component.annotations.ComponentPropertyType;

/**
 * Declares the subscription of an {@link EventHandler} component. A component property type: it becomes the service
 * properties {@code carillon.subscription.types}, {@code .id}, {@code .mode} and so on, which a plugin without Declarative
 * Services may set itself (types as {@code String} or {@code String[]}, lanes as {@code Integer}, the others as
 * {@code String}).
 */
@ComponentPropertyType
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface Subscribe {

    /** Prefix of the service properties. */
    String PREFIX_ = "carillon.subscription.";

    /**
     * Patterns of the types wanted, at least one, as in {@link TypePattern}: {@code scan.completed}, {@code media.*} (one
     * segment), {@code media.**} (any depth).
     */
    String[] types();

    /**
     * Name of the subscription inside its plugin: lower-case letters, digits, {@code -}, {@code _} and {@code .}, at most
     * 64 characters. Together with the plugin's symbolic name it is the subscription's identity for ever. A plugin with
     * one handler may leave it out; with several, each names its own.
     */
    String id() default "main";

    /** Durable by default. */
    HandlerMode mode() default HandlerMode.DURABLE;

    /**
     * Where a durable subscription starts the first time: {@code now}, {@code beginning}, {@code position:1042},
     * {@code time:2026-01-31T08:00:00Z} or {@code last:100}.
     */
    String from() default "now";

    /** Which events of a durable subscription wait for each other. */
    Ordering ordering() default Ordering.SUBJECT;

    /**
     * How many events of different keys are handled at a time, 1 to {@value Subscription#MAX_LANES}. With more than one
     * the handler must be safe for concurrent use.
     */
    int lanes() default 1;

    /** Band among the live handlers of an event. */
    Priority priority() default Priority.NORMAL;

    /** When failed attempts are made again: delays like {@code 200ms,1s,5m}, or {@code none}. */
    String retries() default "1s,5s,30s";

    /** What happens behind an event whose last attempt failed. */
    OnPoison onPoison() default OnPoison.HOLD_SUBJECT;

    /** Whether an operator may have events delivered once more. */
    ReplayMode replay() default ReplayMode.ALLOW;
}
