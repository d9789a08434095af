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
import holdfast.model.ServiceSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// The end of what the service has said: the file that its output goes to, or what its backend keeps of it.
final class OutputPart implements Part {
    static final int LINES_MAX = 200;
    static final int BYTES_MAX = 256 * 1024;
    private static final long WITHIN_NANOS = 3_000_000_000L;
    private static final long PROGRAM_NANOS = 2_000_000_000L;
    private static final long MILLIS_PER_TICK = 10;
    private static final long MILLIS_PER_SECOND = 1_000;

    private final MachineAccess machine;
    private final Function<ServiceSpec, List<Path>> kept;
    private final ProcessSight sight;
    private final Programs programs;

    /// @param kept the files in which the backend of a service keeps its output
    OutputPart(MachineAccess machine, Function<ServiceSpec, List<Path>> kept) {
        this.machine = machine;
        this.kept = kept;
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

    @Override
    public Look look(Subject subject, Optional<Path> scratch) throws IOException, InterruptedException {
        var text = new StringBuilder();
        var findings = new ArrayList<Finding>();
        long beganMillis = beganMillis(subject);
        for (Path file : files(subject)) {
            switch (new FileLook().status(file)) {
                case Reading.Found<FileStatus>(FileStatus status) when status.kind() == FileStatus.Kind.FILE -> {
                    String tail = Tail.lines(file, LINES_MAX, BYTES_MAX);
                    text.append(file).append('\n').append(tail);
                    // What was written before this process began speaks of another one.
                    if (status.modifiedMillis() + MILLIS_PER_SECOND >= beganMillis) {
                        findings.addAll(LastWords.in(tail, subject.redaction()));
                    }
                }
                case Reading.Found<FileStatus> _, Reading.Gone<FileStatus> _ -> {} // nothing was captured there
                case Reading.Unreadable<FileStatus>(String path, String cause) ->
                    findings.add(new Finding.Unseen(Reason.of("evidence.output-unreadable", path, cause)));
            }
        }
        Optional<List<String>> keeper = keeper(subject.service().driver());
        if (keeper.isPresent() && scratch.isPresent()) {
            switch (programs.run(keeper.get(), environment(subject.service().driver()), scratch.get(), PROGRAM_NANOS)) {
                case Result.Said(String said) -> {
                    text.append(String.join(" ", keeper.get())).append('\n').append(said);
                    findings.addAll(LastWords.in(said, subject.redaction()));
                }
                case Result.Late _, Result.NotRun _ ->
                    findings.add(new Finding.Unseen(Reason.of("evidence.output-not-told", keeper.get().getFirst())));
            }
        }
        if (text.isEmpty() && findings.isEmpty()) {
            findings.add(new Finding.Unseen(Reason.of("evidence.output-unknown")));
        }
        return new Look(text.toString(), findings);
    }

    /// Real paths; a link in their place is followed, since logs are often kept elsewhere.
    private Set<Path> files(Subject subject) throws IOException {
        var named = new ArrayList<Path>();
        switch (subject.service().driver()) {
            case DriverSpec.Run run -> named.add(Path.of(run.output()));
            case DriverSpec.Pm2 _ -> named.addAll(kept.apply(subject.service()));
            case DriverSpec.Commands _, DriverSpec.Watch _ -> subject.main().ifPresent(main -> {
                sight.handle(main.pid(), 1).found().filter(Path::isAbsolute).ifPresent(named::add);
                sight.handle(main.pid(), 2).found().filter(Path::isAbsolute).ifPresent(named::add);
            });
            case DriverSpec.Systemd _, DriverSpec.Docker _, DriverSpec.Compose _ -> {}
        }
        var files = new LinkedHashSet<Path>();
        for (Path path : named) {
            files.add(path.toFile().exists() ? path.toRealPath() : path);
        }
        return files;
    }

    private static Optional<List<String>> keeper(DriverSpec driver) {
        String lines = Integer.toString(LINES_MAX);
        return switch (driver) {
            case DriverSpec.Systemd unit -> Optional.of(List.of(
                    "journalctl",
                    "--no-pager",
                    "--quiet",
                    "--output=short-iso",
                    "--lines=" + lines,
                    (unit.scope() == DriverSpec.UnitScope.USER ? "--user-unit=" : "--unit=") + unit.unit()));
            case DriverSpec.Docker docker when docker.by() == DriverSpec.ContainerSelection.NAME ->
                Optional.of(List.of("docker", "logs", "--tail", lines, docker.selector()));
            case DriverSpec.Docker _, DriverSpec.Compose _, DriverSpec.Run _, DriverSpec.Pm2 _ -> Optional.empty();
            case DriverSpec.Commands _, DriverSpec.Watch _ -> Optional.empty();
        };
    }

    private static List<String> environment(DriverSpec driver) {
        var environment = new ArrayList<>(List.of("PATH=" + Programs.PATH, "LC_ALL=C.UTF-8"));
        if (driver instanceof DriverSpec.Docker docker) {
            docker.host().ifPresent(host -> environment.add("DOCKER_HOST=" + host));
            docker.tlsDirectory().ifPresent(directory -> {
                environment.add("DOCKER_CERT_PATH=" + directory);
                environment.add("DOCKER_TLS_VERIFY=1");
            });
        }
        return environment;
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
