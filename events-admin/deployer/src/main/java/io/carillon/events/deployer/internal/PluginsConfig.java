// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Operator-facing settings, PID {@code carillon.plugins}. Units are in the names. */
@ObjectClassDefinition(name = "Carillon plugins")
public @interface PluginsConfig {

    @AttributeDefinition(
            description = "Milliseconds a jar must be unchanged before it counts",
            min = "50",
            max = "60000")
    int settleMillis() default 200;

    @AttributeDefinition(description = "Seconds a plugin may take to start", min = "1", max = "600")
    int startTimeoutSeconds() default 30;

    @AttributeDefinition(
            description = "Seconds the handlers of a plugin may take to end before it is stopped or updated",
            min = "1",
            max = "600")
    int drainLimitSeconds() default 30;

    @AttributeDefinition(
            description = "Seconds a plugin may take to stop; longer than a handler may take",
            min = "1",
            max = "600")
    int stopTimeoutSeconds() default 35;

    @AttributeDefinition(description = "Bytes of the largest jar that is taken", min = "1024", max = "1073741824")
    long maxJarBytes() default 50L << 20;

    @AttributeDefinition(
            description = "Whether jars may be sent over HTTP; who can send one can run any code in the host")
    boolean upload() default false;

    @AttributeDefinition(
            description =
                    "Starts in a row that end in a crash after which the host starts without plugins; 0 for never",
            min = "0",
            max = "100")
    int safeModeCrashes() default 3;

    @AttributeDefinition(
            description = "Seconds after the start of a plugin in which the end of the host counts as a crash",
            min = "1",
            max = "3600")
    int stableSeconds() default 60;

    @AttributeDefinition(
            description =
                    "Whether the deployer may collect garbage, at most once in 20 seconds, to find out whether the "
                            + "classes of a stopped plugin are freed")
    boolean leakCollect() default true;
}
