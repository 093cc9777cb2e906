// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.shell.internal;

/**
 * What a command found, when that decides its exit code.
 *
 * @param text what is printed
 * @param exit exit code of the command
 */
record Verdict(String text, int exit) {

    @Override
    public String toString() {
        return text;
    }
}
