package holdfast.evidence;

import holdfast.evidence.Part.Look;
import holdfast.linux.MachineAccess;
import holdfast.linux.OwnThread;
import holdfast.linux.ProcessStat;
import holdfast.linux.ProcessTree;
import holdfast.linux.Reading;
import holdfast.model.Command;
import holdfast.model.Finding;
import holdfast.model.Limits;
import holdfast.model.ProcessIdentity;
import holdfast.model.Reason;
import holdfast.model.ServiceSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Looks closely at a service in trouble before anything is done about it: brings findings for the diagnosis, and keeps the
/// evidence. Nothing is killed or started anew; no part can hold up the others, and none the whole.
///
/// Each part runs on a platform thread of its own. A file below `/proc` of a process that hangs in the kernel may take for ever to
/// read, and a virtual thread would keep its carrier all the while; such a thread is left behind, and ends when the process does.
/// They let all others go first: the restart of what has crashed is under way meanwhile.
///
/// Threading: any; blocks its caller for at most [holdfast.model.Limits#EXAMINATION_NANOS].
public final class Examiner {
    /// Nanoseconds for finding out whom to look at, and where to keep it.
    private static final long SUBJECT_NANOS = 2_000_000_000L;

    /// Nanoseconds between the end of the last part that is waited for and the answer.
    private static final long SLACK_NANOS = 500_000_000L;

    /// A file system in memory, on every Linux with a C library that needs it for shm_open(3).
    private static final Path MEMORY = Path.of("/dev/shm");

    private static final long NANOS_PER_MILLI = 1_000_000L;

    private final MachineAccess machine;
    private final EvidenceStore store;
    private final List<Part> parts;

    public Examiner(MachineAccess machine, EvidenceStore store, Outputs outputs, OutputMarks marks, ProbeTranscripts transcripts) {
        this(
                machine,
                store,
                List.of(
                        new ProcessesPart(machine),
                        new KernelPart(machine),
                        new PortPart(machine),
                        new OutputPart(machine, outputs, marks),
                        new HostPart(machine),
                        new RoomPart(),
                        new ProbesPart(transcripts),
                        new HandlesPart(machine),
                        new StacksPart(machine)));
    }

    /// @param parts in the order in which their findings are told
    Examiner(MachineAccess machine, EvidenceStore store, List<Part> parts) {
        this.machine = machine;
        this.store = store;
        this.parts = List.copyOf(parts);
    }

    /// Where nothing can be kept, the programs that know more are asked all the same: a full disk is when they are needed.
    private static Optional<Path> inMemory() {
        try {
            return Optional.of(Files.createTempDirectory(MEMORY, "holdfast-look", PosixFilePermissions.asFileAttribute(EvidenceStore.PRIVATE)));
        } catch (IOException none) {
            // What only they know stays unseen.
            return Optional.empty();
        }
    }

    private static void forget(Path scratch) {
        try {
            EvidenceStore.delete(scratch);
        } catch (IOException late) {
            // A part that was left behind has just written there: an empty directory stays, and a file for as long as it hangs.
        }
    }

    List<Part> parts() {
        return parts;
    }

    /// Where the evidence is to be kept, or why it is not.
    private record Place(Optional<Capture> capture, Optional<Reason> complaint) {}

    /// What one part came to, and how long it took.
    private record Seen(String text, List<Finding> findings, long tookNanos) {}

    public Finding.Examination examine(Command.Examine command, ServiceSpec service) {
        var findings = new ArrayList<Finding>();
        long end = System.nanoTime() + Limits.EXAMINATION_NANOS - SLACK_NANOS;
        long preparedAt = System.nanoTime() + SUBJECT_NANOS;
        Optional<FutureTask<Place>> place =
                command.brief() ? Optional.empty() : Optional.of(start("place", () -> place(command.incident())));
        FutureTask<Subject> finding = start("subject", () -> subject(command, service));
        Subject subject = await(finding, preparedAt - System.nanoTime(), findings, "evidence.processes-late", service.id())
                .orElseGet(() -> new Subject(
                        command, service, Optional.empty(), List.of(), false, Secrets.of(service, List.of())));
        Optional<Capture> capture = place.flatMap(task -> capture(task, preparedAt, findings));
        var running = new LinkedHashMap<Part, FutureTask<Seen>>();
        Optional<Path> memory = command.brief() || capture.isPresent() ? Optional.empty() : inMemory();
        Optional<Path> scratch = capture.map(Capture::scratch).or(() -> memory);
        long began = System.nanoTime();
        parts.stream()
                .filter(part -> !command.brief() || part.isBrief())
                .forEach(part -> running.put(part, start(part.name(), () -> look(part, subject, scratch))));
        var seen = new LinkedHashMap<String, Seen>();
        running.forEach((part, task) -> {
            long leftNanos = began + part.withinNanos() - System.nanoTime();
            await(task, leftNanos, findings, "evidence.part-late", part.name()).ifPresent(one -> {
                findings.addAll(one.findings());
                seen.put(part.name(), one);
            });
        });
        Optional<Finding.Evidence> evidence = capture.flatMap(into -> keep(into, subject, seen, findings, end));
        memory.ifPresent(Examiner::forget);
        return new Finding.Examination(findings, evidence);
    }

    /// The evidence, or why it could not be kept.
    private record Kept(Optional<Finding.Evidence> evidence, Optional<Reason> complaint) {}

    private Place place(long incident) {
        try {
            Optional<Capture> capture = store.begin(incident);
            return new Place(capture, capture.isEmpty() ? Optional.of(Reason.of("evidence.no-room")) : Optional.empty());
        } catch (IOException failure) {
            return new Place(Optional.empty(), Optional.of(Reason.of("evidence.not-kept", failure)));
        }
    }

    private Optional<Capture> capture(FutureTask<Place> task, long untilNanos, List<Finding> findings) {
        Optional<Place> place = await(task, untilNanos - System.nanoTime(), findings, "evidence.part-late", store.root());
        place.flatMap(Place::complaint).ifPresent(reason -> findings.add(new Finding.Unseen(reason)));
        return place.flatMap(Place::capture);
    }

    private static Seen look(Part part, Subject subject, Optional<Path> scratch) throws IOException, InterruptedException {
        long began = System.nanoTime();
        Look look = part.look(subject, scratch);
        // Here and not where it is kept, so that the time it takes counts as the part's.
        String text = subject.redaction().clean(look.text());
        return new Seen(text, look.findings(), System.nanoTime() - began);
    }

    /// On a thread of its own as well: the disk may be what hangs.
    private Optional<Finding.Evidence> keep(
            Capture capture, Subject subject, Map<String, Seen> seen, List<Finding> findings, long end) {
        List<Finding> found = List.copyOf(findings);
        FutureTask<Kept> keeping = start("keeping", () -> keep(capture, subject, seen, found));
        Optional<Kept> kept = await(keeping, end - System.nanoTime(), findings, "evidence.part-late", store.root());
        kept.flatMap(Kept::complaint).ifPresent(reason -> findings.add(new Finding.Unseen(reason)));
        return kept.flatMap(Kept::evidence);
    }

    private static Kept keep(
            Capture capture, Subject subject, Map<String, Seen> seen, List<Finding> findings) {
        try {
            for (Map.Entry<String, Seen> one : seen.entrySet()) {
                capture.write(one.getKey(), one.getValue().text());
            }
            capture.write("about.txt", subject.redaction().clean(about(subject, seen, findings)));
            return new Kept(Optional.of(capture.finish()), Optional.empty());
        } catch (IOException failure) {
            return new Kept(Optional.empty(), Optional.of(Reason.of("evidence.not-kept", failure)));
        }
    }

    private static String about(Subject subject, Map<String, Seen> seen, List<Finding> findings) {
        var text = new StringBuilder();
        text.append("service ").append(subject.service().id().name()).append('\n');
        text.append("incident ").append(subject.command().incident()).append('\n');
        subject.command().incarnation().ifPresent(run -> text.append("incarnation ").append(run.number()).append('\n'));
        subject.command().process().ifPresent(process -> text.append(process).append('\n'));
        text.append("at ").append(Instant.now()).append('\n');
        seen.forEach((name, one) -> text.append(name).append(' ').append(one.tookNanos() / NANOS_PER_MILLI).append(" ms\n"));
        findings.forEach(finding -> text.append(told(finding)).append('\n'));
        return text.toString();
    }

    private static String told(Finding finding) {
        return finding instanceof Finding.Unseen(Reason reason)
                ? "Unseen " + reason.key() + " " + reason.values()
                : finding.toString();
    }

    /// Gathers the tree: what descends from the main process, what is marked as of the same incarnation, and what shares its cgroup.
    private Subject subject(Command.Examine command, ServiceSpec service) {
        Optional<ProcessIdentity> last =
                command.process().filter(process -> process.bootId().equals(machine.bootId()));
        Optional<ProcessTree> tree = machine.table().tree().found();
        Reading<List<ProcessStat>> marked = command.incarnation()
                .map(run -> machine.serviceProcesses().of(service.id().name(), run.number()))
                .orElseGet(() -> new Reading.Found<>(List.of()));
        Optional<ProcessStat> main = last.flatMap(process ->
                tree.flatMap(all -> all.process(process.pid())).filter(stat -> stat.startTicks() == process.startTicks()));
        var pids = new HashSet<Long>();
        main.ifPresent(stat -> pids.add(stat.pid()));
        marked.found().orElse(List.of()).forEach(stat -> pids.add(stat.pid()));
        main.ifPresent(stat -> pids.addAll(Company.of(machine.table(), service.driver(), stat.pid())));
        List<ProcessStat> members =
                tree.filter(_ -> !pids.isEmpty()).map(all -> all.withDescendants(pids)).orElse(List.of());
        List<String> environment = main.map(stat -> machine.table().environment(stat.pid()))
                .flatMap(Reading::found)
                .orElse(List.of());
        boolean isSeen = tree.isPresent() && marked.found().isPresent();
        return new Subject(command, service, main, members, isSeen, Secrets.of(service, environment));
    }

    private static <T> FutureTask<T> start(String name, Callable<T> task) {
        var future = new FutureTask<>(task);
        try {
            var _ = Thread.ofPlatform().daemon().name("holdfast-look-" + name).start(() -> {
                boolean _ = OwnThread.letOthersGoFirst();
                future.run();
            });
            return future;
        } catch (OutOfMemoryError noThread) {
            // The account may have no more threads (EAGAIN): this stays unseen, and what else is seen counts no less.
            var unseen = new FutureTask<T>(() -> {
                throw new IOException(noThread.getMessage());
            });
            unseen.run();
            return unseen;
        }
    }

    private static <T> Optional<T> await(
            FutureTask<T> task, long nanos, List<Finding> findings, String lateKey, Object subject) {
        try {
            return Optional.of(task.get(Math.max(0, nanos), TimeUnit.NANOSECONDS));
        } catch (TimeoutException late) {
            task.cancel(true);
            findings.add(new Finding.Unseen(Reason.of(lateKey, subject)));
        } catch (ExecutionException failure) {
            // Whatever a part ran into, the others count no less.
            findings.add(new Finding.Unseen(Reason.of("evidence.part-failed", subject, String.valueOf(failure.getCause()))));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            findings.add(new Finding.Unseen(Reason.of(lateKey, subject)));
        }
        return Optional.empty();
    }
}
