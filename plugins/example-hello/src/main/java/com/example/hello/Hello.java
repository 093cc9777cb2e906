// SPDX-License-Identifier: Apache-2.0
package com.example.hello;

import io.carillon.events.*;
import org.osgi.service.component.annotations.Component;

@Component
@Subscribe(types = "scan.completed")
public class Hello implements EventHandler<Hello.Scan> {

    record Scan(String libraryId, int filesScanned) {}

    @Override
    public void handle(Scan scan, EventContext ctx) {
        ctx.publish("hello.greeted", "Scanned " + scan.filesScanned() + " files in " + scan.libraryId());
    }
}
