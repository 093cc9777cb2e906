// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import com.example.plugin.BrokenComponent;
import java.nio.charset.StandardCharsets;

/** Puts a Declarative Services component into a jar that fails to activate. */
final class FailingComponent {

    private static final String XML = """
            <?xml version="1.0" encoding="UTF-8"?>
            <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.4.0" name="com.example.broken" immediate="true"
                activate="start">
              <implementation class="%s"/>
            </scr:component>
            """;

    private FailingComponent() {}

    static TestJar in(TestJar jar) {
        return in(jar, BrokenComponent.class);
    }

    static TestJar in(TestJar jar, Class<?> component) {
        return jar.header("Service-Component", "OSGI-INF/broken.xml")
                .entry("OSGI-INF/broken.xml", XML.formatted(component.getName()).getBytes(StandardCharsets.UTF_8))
                .type(component);
    }
}
