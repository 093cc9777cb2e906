// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.shell.internal;

import io.carillon.events.admin.JobStatus;
import io.carillon.events.admin.JobsAdmin;
import io.carillon.events.admin.StoreAdmin;
import io.carillon.events.admin.StoreStatus;
import io.carillon.events.store.LogHead;
import io.carillon.events.store.StoreInfo;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** Commands of the scope {@code store}. */
@Component(
        service = StoreCommands.class,
        property = {"osgi.command.scope=store", "osgi.command.function=info", "osgi.command.function=verify"})
public final class StoreCommands {

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable StoreAdmin store;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable JobsAdmin jobs;

    @Activate
    public StoreCommands() {
        this(null, null);
    }

    /** For tests: no container. */
    StoreCommands(@Nullable StoreAdmin store, @Nullable JobsAdmin jobs) {
        this.store = store;
        this.jobs = jobs;
    }

    @Descriptor("Shows the store and where the log stands.")
    public String info() {
        StoreStatus status = Capability.of(store, "the store").status();
        Fields fields = new Fields()
                .add("state", status.state().name().toLowerCase(Locale.ROOT))
                .add("since", Printable.time(status.since()))
                .add("scheme", status.scheme());
        StoreInfo info = status.info();
        if (info != null) {
            fields.add("engine", info.kind() + " " + info.version())
                    .add("id", info.storeId())
                    .add("durable", info.durable() ? "yes" : "no: events are lost when the host stops")
                    .add("shared", info.shared() ? "yes" : "no")
                    .add("schema", info.schemaVersion())
                    .add("bytes", info.bytes() < 0 ? Printable.NONE : Printable.number(info.bytes()));
        }
        LogHead head = status.head();
        if (head != null) {
            fields.add("first", head.first())
                    .add("position", head.position())
                    .add("hash", head.hash())
                    .add("epoch", head.epoch());
        }
        return status.detail().isEmpty()
                ? fields.toString()
                : fields.add("detail", status.detail()).toString();
    }

    @Descriptor("Verifies every hash of the log and waits for the result; interrupting does not end the job.")
    public Object verify(CommandSession session) throws InterruptedException {
        JobsAdmin admin = Capability.of(jobs, "the job runner");
        JobStatus job = admin.verifyStore(Caller.of(session));
        while (!job.state().ended() && !session.getConsole().checkError()) {
            TimeUnit.MILLISECONDS.sleep(50);
            String id = job.id();
            job = admin.get(id).orElseThrow(() -> CommandException.notFound("job " + id + " any more", "job:list"));
        }
        boolean good = job.state() == JobStatus.State.SUCCEEDED;
        return new Verdict(
                JobCommands.state(job) + "  " + Printable.text(job.detail()) + "  job " + job.id(),
                good ? 0 : CommandException.JOB_FAILED);
    }
}
