// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.store;

/**
 * The events of one subject.
 *
 * @param subject what they are about
 * @param revision revision of the newest, from 1; truncation does not lower it
 * @param position position of the newest
 */
public record StreamInfo(String subject, long revision, long position) {}
