// SPDX-License-Identifier: Apache-2.0
package io.carillon.events;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.service.component.annotations.ComponentPropertyType;

/**
 * Declares the subscription of an {@link EventHandler} component. A component property type: it becomes the service
 * properties {@code carillon.subscription.types}, {@code .id}, {@code .mode} and {@code .from}, which a plugin without
 * Declarative Services may set itself (types as {@code String} or {@code String[]}, the others as {@code String}).
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

    /** Where a durable subscription starts the first time. */
    StartFrom from() default StartFrom.NOW;
}
