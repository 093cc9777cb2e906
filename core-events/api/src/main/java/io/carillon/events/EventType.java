// SPDX-License-Identifier: Apache-2.0
package io.carillon.events;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names the event type a record is the data of, so that {@link EventBus#publish(Record)} and
 * {@link EventDraft#of(Record)} need no string.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface EventType {

    /** The type, for instance {@code scan.completed}. */
    String value();

    /** Delivered to {@link HandlerMode#LIVE} handlers and never stored; its receipts say {@link Durability#VOLATILE}. */
    boolean ephemeral() default false;
}
