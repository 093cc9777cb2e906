// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import org.junit.jupiter.api.Assertions;

/** Manifests of jars: read, or refused with a reason. */
class JarManifestFuzz {

    @FuzzTest(maxDuration = "2s")
    void a_manifest_is_read_or_refused(@NotNull byte[] content) {
        try {
            JarManifest manifest = JarManifest.parse(content);
            manifest.check();
            manifest.version();
            manifest.foreignImports();
            Assertions.assertFalse(manifest.id().isEmpty());
        } catch (JarRefusedException e) {
            Assertions.assertFalse(e.why().hint().isEmpty());
        }
    }
}
