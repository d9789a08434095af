package holdfast.probe;

import com.sun.management.OperatingSystemMXBean;
import holdfast.linux.ProcessLookups;
import holdfast.model.CheckSpec;
import holdfast.model.DriverSpec;
import holdfast.model.ProbeResult;
import holdfast.model.ServiceSpec;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/// Prints the CPU time of this process per HTTP probe. Not a test: a machine's speed is nobody's fault.
///
/// Run it with the URL of a server in *another* process, the number of probes, the kind of thread (`own` for [ProbeThreads],
/// `virtual`, or `caller`), and optionally probes a second:
/// `java -cp … holdfast.probe.ProbeCost http://127.0.0.1:8080/ 20000 own 200`.
final class ProbeCost {
    private ProbeCost() {}

    public static void main(String[] arguments) throws InterruptedException, ExecutionException {
        int count = Integer.parseInt(arguments[1]);
        long pauseNanos = arguments.length > 3 ? TimeUnit.SECONDS.toNanos(1) / Long.parseLong(arguments[3]) : 0;
        CheckSpec check = Ask.http(arguments[0]).timeoutMillis(5_000).check();
        ServiceSpec service = Ask.service(new DriverSpec.Watch());
        try (Probes probes = new Probes(new ProcessLookups());
                ProbeThreads own = new ProbeThreads()) {
            Executor threads = switch (arguments[2]) {
                case "own" -> own;
                case "virtual" -> probe -> Thread.ofVirtual().start(probe);
                default -> Runnable::run;
            };
            for (int round = 0; round < 4; round++) {
                report(() -> probes.run(check, service, Optional.empty()), threads, count, pauseNanos);
            }
        }
    }

    private static void report(Supplier<ProbeResult> probe, Executor threads, int count, long pauseNanos)
            throws InterruptedException, ExecutionException {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        int failures = 0;
        long cpuBefore = system.getProcessCpuTime();
        long begin = System.nanoTime();
        for (int i = 0; i < count; i++) {
            failures += CompletableFuture.supplyAsync(probe, threads).get().outcome() == ProbeResult.Outcome.PASS ? 0 : 1;
            if (pauseNanos > 0) {
                LockSupport.parkNanos(pauseNanos);
            }
        }
        long cpu = system.getProcessCpuTime() - cpuBefore;
        PrintStream out = System.out;
        out.printf(
                "%d probes, %d failed: %.4f ms CPU each, %.4f ms wall each%n",
                count, failures, cpu / 1e6 / count, (System.nanoTime() - begin) / 1e6 / count);
    }
}
