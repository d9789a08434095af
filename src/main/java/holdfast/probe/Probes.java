package holdfast.probe;

import holdfast.linux.HostFigures;
import holdfast.linux.Kernel;
import holdfast.linux.LinuxKernel;
import holdfast.linux.ProcessLookups;
import holdfast.model.CheckSpec;
import holdfast.model.ProbeResult;
import holdfast.model.ProbeResult.Outcome;
import holdfast.model.ProcessIdentity;
import holdfast.model.Question;
import holdfast.model.Reason;
import holdfast.model.ServiceSpec;
import java.util.Optional;

/// The door of this room: asks one check's question once.
///
/// A run blocks its thread for as long as the check's timeout at most; it is meant for a virtual thread. It never throws, and it
/// makes no thread of its own unless a name must be looked up.
///
/// Threading: any.
public final class Probes implements AutoCloseable {
    /// Nanoseconds that a probe may be over its deadline, on a machine that is busy.
    private static final long LATE_NANOS = 1_000_000_000L;

    private final DiskGate disk = new DiskGate();
    private final Watchdog watchdog = new Watchdog();
    private final Resolver resolver;
    private final HttpProbe http;
    private final TcpProbe tcp;
    private final PortProbe port;
    private final ProcessProbe processes;
    private final FilesProbe files = new FilesProbe();
    private final HostProbe host = new HostProbe(new HostFigures());
    private final EnvProbe env = new EnvProbe();
    private final SqliteProbe sqlite;
    private final CertificateProbe certificate;
    private final ProgramProbe program;
    private final RedisProbe redis;
    private final PostgresProbe postgres;

    public Probes(ProcessLookups lookups) {
        this(lookups, Resolver.ofMachine(), Dialer::connected);
    }

    /// With name resolution and sockets that can be scripted.
    Probes(ProcessLookups lookups, Resolver resolver, Dialer.Sockets sockets) {
        this.resolver = resolver;
        Dialer dialer = new Dialer(resolver, sockets);
        http = new HttpProbe(dialer);
        tcp = new TcpProbe(dialer);
        port = new PortProbe(lookups);
        processes = new ProcessProbe(lookups);
        certificate = new CertificateProbe(dialer);
        redis = new RedisProbe(dialer);
        postgres = new PostgresProbe(resolver);
        Kernel kernel = new LinuxKernel();
        sqlite = new SqliteProbe(kernel);
        program = new ProgramProbe(lookups, kernel);
    }

    /// @param process the service's main process as far as known; what belongs to it counts as the service's own
    public ProbeResult run(CheckSpec check, ServiceSpec service, Optional<ProcessIdentity> process) {
        try (Deadline deadline = watchdog.begin(check.timeoutNanos())) {
            return judged(ask(check, service, process, deadline), deadline);
        } catch (RuntimeException | Error e) {
            // Whatever goes wrong in here (out of memory, a broken library, a bug of ours) is a fault of the monitor. Passed on, it
            // would end the thread and leave the check without an answer; taken for a failure, it would restart a good service.
            return ProbeResult.of(Outcome.ERROR, fault(e), 0);
        }
    }

    /// Every probe ends at its deadline. One that took much longer did not run meanwhile: the machine or Holdfast was stopped, or had
    /// no processor. What it then takes for silence says nothing of the service.
    static ProbeResult judged(ProbeResult result, Deadline deadline) {
        long late = deadline.elapsedNanos() - deadline.timeoutNanos();
        return result.outcome() == Outcome.FAIL && late > LATE_NANOS
                ? ProbeResult.of(Outcome.ERROR, Reason.of("probe.monitor.late", Amounts.span(late)), deadline.elapsedNanos())
                : result;
    }

    private ProbeResult ask(CheckSpec check, ServiceSpec service, Optional<ProcessIdentity> process, Deadline deadline) {
        return switch (check.question()) {
            case Question.Http question -> http.probe(check.id(), question, deadline);
            case Question.Tcp question -> tcp.probe(question, deadline);
            case Question.Port question -> port.probe(question, service, process, deadline);
            case Question.Processes question -> processes.probe(question, service, process, deadline);
            case Question.Files question -> disk.through(check.id(), () -> files.probe(question, deadline));
            case Question.Disk question -> disk.through(check.id(), () -> host.disk(question, deadline));
            case Question.Memory question -> host.memory(question, deadline);
            case Question.Swap question -> host.swap(question, deadline);
            case Question.Load question -> host.load(question, deadline);
            case Question.EnvFile question -> disk.through(check.id(), () -> env.probe(question, deadline));
            case Question.Sqlite question -> disk.through(check.id(), () -> sqlite.probe(question, deadline));
            case Question.Certificate question -> certificate.probe(question, deadline);
            case Question.BackendHealth _ -> throw new IllegalStateException("a backend is asked by its driver");
            case Question.Redis question -> redis.probe(question, deadline);
            case Question.Postgres question -> postgres.probe(question, deadline);
            case Question.Program question -> program.probe(question, service, deadline);
        };
    }

    private static Reason fault(Throwable fault) {
        String message = fault.getMessage() == null ? "" : Amounts.shortened(fault.getMessage());
        return Reason.of("probe.monitor.fault", fault.getClass().getName(), message);
    }

    @Override
    public void close() {
        watchdog.close();
        resolver.close();
    }
}
