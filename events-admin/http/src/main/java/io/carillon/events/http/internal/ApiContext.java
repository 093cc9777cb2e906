// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal;

import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import org.osgi.service.servlet.context.ServletContextHelper;

/** The host's own servlet context, apart from those of plugins. Serves no files. */
@Component(
        service = ServletContextHelper.class,
        scope = ServiceScope.BUNDLE,
        property = {
            "osgi.http.whiteboard.context.name=" + ApiContext.NAME,
            "osgi.http.whiteboard.context.path=/",
            "service.ranking:Integer=2147483647"
        })
public final class ApiContext extends ServletContextHelper {

    public static final String NAME = "carillon";
}
