// SPDX-License-Identifier: Apache-2.0
package io.carillon.media.internal;

import io.carillon.events.PluginState;

/** The keys of files in the state of a library. */
record FileIndexKeys(PluginState state) {

    /** Makes some files look as if an earlier version of the plugin had told of them. */
    void forgetWhatWasTold(int files) {
        for (String key : state.keys("f/", "", files)) {
            FileIndex.Entry entry = state.get(key, FileIndex.Entry.class).orElseThrow();
            state.put(key, new FileIndex.Entry(entry.name(), entry.sha256(), null));
        }
    }
}
