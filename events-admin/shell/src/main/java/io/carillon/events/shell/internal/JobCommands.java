// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.shell.internal;

import io.carillon.events.admin.JobStatus;
import io.carillon.events.admin.JobsAdmin;
import java.util.List;
import java.util.Locale;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** Commands of the scope {@code job}. */
@Component(
        service = JobCommands.class,
        property = {
            "osgi.command.scope=job",
            "osgi.command.function=list",
            "osgi.command.function=show",
            "osgi.command.function=cancel",
            "osgi.command.function=pause",
            "osgi.command.function=resume"
        })
public final class JobCommands {

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable JobsAdmin jobs;

    @Activate
    public JobCommands() {
        this(null);
    }

    /** For tests: no container. */
    JobCommands(@Nullable JobsAdmin jobs) {
        this.jobs = jobs;
    }

    private JobsAdmin jobs() {
        return Capability.of(jobs, "the job runner");
    }

    @Descriptor("Lists jobs, newest first.")
    public Object list() {
        List<JobStatus> all = jobs().list();
        return all.isEmpty()
                ? "no jobs"
                : new Table(
                        List.of(
                                "ID", "KIND", "NAME", "STATE", ">DONE", ">TOTAL", ">FAILED", "STARTED", "ETA", "BY",
                                "NOTE"),
                        all.stream().map(JobCommands::row).toList());
    }

    private static List<String> row(JobStatus job) {
        return List.of(
                job.id(),
                job.kind(),
                Printable.shortened(job.name(), 60),
                state(job),
                Printable.number(job.done()),
                job.total() < 0 ? Printable.NONE : Printable.number(job.total()),
                Printable.number(job.failed()),
                Printable.time(job.started()),
                Printable.time(job.eta()),
                job.by(),
                Printable.shortened(job.detail(), 100));
    }

    /** For instance {@code running}. */
    static String state(JobStatus job) {
        return job.state().name().toLowerCase(Locale.ROOT);
    }

    @Descriptor("Shows everything about one job.")
    public String show(@Descriptor("ID: the job") String id) {
        JobStatus job = find(id);
        String total = job.total() < 0 ? "" : " of " + Printable.number(job.total());
        return new Fields()
                .add("id", job.id())
                .add("kind", job.kind())
                .add("name", job.name())
                .add("state", state(job))
                .add("done", Printable.number(job.done()) + total + " " + job.unit())
                .add("failed", Printable.number(job.failed()))
                .add("by", job.by())
                .add("started", Printable.time(job.started()))
                .add("eta", Printable.time(job.eta()))
                .add("ended", Printable.time(job.ended()))
                .add("detail", job.detail())
                .toString();
    }

    @Descriptor("Asks a job to stop.")
    public String cancel(CommandSession session, @Descriptor("ID: the job") String id) {
        JobStatus job = find(id);
        if (job.state().ended()) {
            return id + " is over already";
        }
        jobs().cancel(id, Caller.of(session));
        return id + " is being cancelled";
    }

    @Descriptor("Lets a running job wait until it is resumed.")
    public String pause(CommandSession session, @Descriptor("ID: the job") String id) {
        find(id);
        jobs().pause(id, Caller.of(session));
        return id + " is " + state(find(id));
    }

    @Descriptor("Lets a paused job go on.")
    public String resume(CommandSession session, @Descriptor("ID: the job") String id) {
        find(id);
        jobs().resume(id, Caller.of(session));
        return id + " is " + state(find(id));
    }

    private JobStatus find(String id) {
        return jobs().get(id)
                .orElseThrow(() -> CommandException.notFound(
                        "job \"" + Printable.shortened(id, 100) + "\"", "job:list shows ids"));
    }
}
