package holdfast.evidence;

import holdfast.evidence.Programs.Result;
import holdfast.linux.FileLook;
import holdfast.linux.FileStatus;
import holdfast.linux.MachineAccess;
import holdfast.linux.ProcessSight;
import holdfast.linux.Reading;
import holdfast.model.DriverSpec;
import holdfast.model.Finding;
import holdfast.model.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The end of what the service has said: the file that its output goes to, or what its backend keeps of it.
final class OutputPart implements Part {
    static final int LINES_MAX = 200;
    static final int BYTES_MAX = 256 * 1024;
    private static final long WITHIN_NANOS = 3_000_000_000L;
    private static final long PROGRAM_NANOS = 2_000_000_000L;
    private static final long MILLIS_PER_TICK = 10;
    private static final long MILLIS_PER_SECOND = 1_000;
    private static final long MILLIS_SLACK = 50;

    private final MachineAccess machine;
    private final Outputs outputs;
    private final OutputMarks marks;
    private final ProcessSight sight;
    private final Programs programs;

    OutputPart(MachineAccess machine, Outputs outputs, OutputMarks marks) {
        this.machine = machine;
        this.outputs = outputs;
        this.marks = marks;
        this.sight = new ProcessSight(machine.table());
        this.programs = new Programs(machine);
    }

    @Override
    public String name() {
        return "output.txt";
    }

    @Override
    public boolean isBrief() {
        return true;
    }

    @Override
    public long withinNanos() {
        return WITHIN_NANOS;
    }

    /// What its output says; words from before the incarnation began are kept, and not taken for its own.
    private record Said(StringBuilder text, List<Finding> findings) {
        void add(String title, String all, String own, Subject subject) {
            text.append(title).append('\n').append(all);
            findings.addAll(LastWords.in(own, subject.redaction()));
        }

        void unseen(Reason reason) {
            findings.add(new Finding.Unseen(reason));
        }
    }

    @Override
    public Look look(Subject subject, Optional<Path> scratch) throws IOException, InterruptedException {
        var said = new Said(new StringBuilder(), new ArrayList<>());
        long beganMillis = beganMillis(subject);
        for (Path file : files(subject)) {
            ofFile(file, subject, beganMillis, said);
        }
        switch (subject.service().driver()) {
            case DriverSpec.Systemd unit when scratch.isPresent() -> ofJournal(unit, subject, beganMillis, scratch.get(), said);
            case DriverSpec.Docker _, DriverSpec.Compose _ -> ofEngine(subject, beganMillis, said);
            case DriverSpec.Systemd _, DriverSpec.Run _, DriverSpec.Pm2 _, DriverSpec.Commands _, DriverSpec.Watch _ -> {}
        }
        if (said.text().isEmpty() && said.findings().isEmpty()) {
            said.unseen(Reason.of("evidence.output-unknown"));
        }
        return new Look(said.text().toString(), said.findings());
    }

    private void ofFile(Path file, Subject subject, long beganMillis, Said said) throws IOException {
        switch (new FileLook().status(file)) {
            case Reading.Found<FileStatus>(FileStatus status) when status.kind() == FileStatus.Kind.FILE -> {
                Optional<OutputMarks.Span> span = span(file, subject);
                String all = Tail.lines(file, LINES_MAX, BYTES_MAX);
                boolean isRecent = status.modifiedMillis() + MILLIS_PER_SECOND >= beganMillis;
                String own = span.isPresent() ? Tail.between(file, span.get().from(), span.get().to(), BYTES_MAX) : isRecent ? all : "";
                said.add(file.toString(), all, own, subject);
            }
            case Reading.Found<FileStatus> _, Reading.Gone<FileStatus> _ -> {} // nothing was captured there
            case Reading.Unreadable<FileStatus>(String path, String cause) ->
                said.unseen(Reason.of("evidence.output-unreadable", path, cause));
        }
    }

    private Optional<OutputMarks.Span> span(Path file, Subject subject) throws IOException {
        Optional<Path> captured = outputs.captured(subject.service());
        boolean isCaptured = captured.isPresent() && Files.exists(captured.get()) && Files.isSameFile(captured.get(), file);
        return subject.command()
                .last()
                .filter(_ -> isCaptured)
                .flatMap(last -> marks.of(subject.service().id(), last, file));
    }

    private void ofJournal(DriverSpec.Systemd unit, Subject subject, long beganMillis, Path scratch, Said said)
            throws IOException, InterruptedException {
        List<String> argv = List.of(
                "journalctl",
                "--no-pager",
                "--quiet",
                "--output=short-iso-precise",
                "--lines=" + LINES_MAX,
                (unit.scope() == DriverSpec.UnitScope.USER ? "--user-unit=" : "--unit=") + unit.unit());
        switch (programs.run(argv, List.of("PATH=" + Programs.PATH, "LC_ALL=C.UTF-8"), scratch, PROGRAM_NANOS)) {
            case Result.Said(String text) ->
                said.add(String.join(" ", argv), text, StampedLines.since(text.lines().toList(), since(beganMillis)), subject);
            case Result.Late _, Result.NotRun _ -> said.unseen(Reason.of("evidence.output-not-told", argv.getFirst()));
        }
    }

    private void ofEngine(Subject subject, long beganMillis, Said said) {
        var lines = new ArrayList<String>();
        Optional<Reason> none = outputs.ofEngine(subject.service(), LINES_MAX, lines::add);
        if (none.isPresent()) {
            said.unseen(none.get());
        } else {
            said.add("container", String.join("\n", lines) + "\n", StampedLines.since(lines, since(beganMillis)), subject);
        }
    }

    /// A process is there a moment before the time that is known of it, which has hundredths of a second.
    private static Instant since(long beganMillis) {
        return Instant.ofEpochMilli(beganMillis - MILLIS_SLACK);
    }

    /// Real paths; a link in their place is followed, since logs are often kept elsewhere.
    private Set<Path> files(Subject subject) throws IOException {
        var named = new ArrayList<Path>();
        outputs.captured(subject.service()).ifPresent(named::add);
        switch (subject.service().driver()) {
            case DriverSpec.Pm2 _ -> named.addAll(outputs.ofBackend(subject.service()));
            case DriverSpec.Commands _, DriverSpec.Watch _ -> subject.main().ifPresent(main -> {
                sight.handle(main.pid(), 1).found().filter(Path::isAbsolute).ifPresent(named::add);
                sight.handle(main.pid(), 2).found().filter(Path::isAbsolute).ifPresent(named::add);
            });
            case DriverSpec.Run _, DriverSpec.Systemd _, DriverSpec.Docker _, DriverSpec.Compose _ -> {}
        }
        var files = new LinkedHashSet<Path>();
        for (Path path : named) {
            files.add(path.toFile().exists() ? path.toRealPath() : path);
        }
        return files;
    }

    /// When the process last known began, in milliseconds since the epoch; 0 when none is known.
    private long beganMillis(Subject subject) {
        return subject.lastKnown(machine)
                .flatMap(process -> sight.ofMachine("uptime")
                        .found()
                        .map(text -> (long) (Double.parseDouble(text.split(" ", 2)[0]) * MILLIS_PER_SECOND))
                        .map(upMillis -> System.currentTimeMillis() - upMillis + process.startTicks() * MILLIS_PER_TICK))
                .orElse(0L);
    }
}
