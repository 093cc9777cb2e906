// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.tck;

/** Makes one operation of a store on its backend fail, as if the connection or the disk had broken. */
public interface Fault {

    /**
     * Lets an operation fail that the store makes on its backend from now on; those before and after it work. A statement
     * and the commit of a transaction are operations; taking and giving back a connection are not. Arming again replaces
     * what was armed.
     *
     * @param operation which one, 1 for the next
     */
    void arm(int operation);

    /** Whether the operation that was armed last has failed. */
    boolean struck();

    /** Takes back what was armed and has not struck. */
    void disarm();
}
