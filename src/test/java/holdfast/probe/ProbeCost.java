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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Prints the CPU time of this process per HTTP probe. Not a test: a machine's speed is nobody's fault.
///
/// Run it with the URL of a server in *another* process, the number of probes, and optionally probes a second:
/// `java -cp … holdfast.probe.ProbeCost http://127.0.0.1:8080/ 20000 200`.
final class ProbeCost {
    private ProbeCost() {}

    public static void main(String[] arguments) throws InterruptedException, ExecutionException {
        String url = arguments[0];
        int count = Integer.parseInt(arguments[1]);
        long pauseNanos = arguments.length > 2 ? TimeUnit.SECONDS.toNanos(1) / Long.parseLong(arguments[2]) : 0;
        CheckSpec check = Ask.http(url).timeoutMillis(5_000).check();
        try (Probes probes = new Probes(new ProcessLookups());
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < 4; round++) {
                report(probes, threads, check, new Load(count, pauseNanos));
            }
        }
    }

    private record Load(int count, long pauseNanos) {}

    private static void report(Probes probes, ExecutorService threads, CheckSpec check, Load load)
            throws InterruptedException, ExecutionException {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        ServiceSpec service = Ask.service(new DriverSpec.Watch());
        int failures = 0;
        long cpuBefore = system.getProcessCpuTime();
        long begin = System.nanoTime();
        for (int i = 0; i < load.count; i++) {
            Future<ProbeResult> answer = threads.submit(() -> probes.run(check, service, Optional.empty()));
            failures += answer.get().outcome() == ProbeResult.Outcome.PASS ? 0 : 1;
            if (load.pauseNanos > 0) {
                LockSupport.parkNanos(load.pauseNanos);
            }
        }
        long cpu = system.getProcessCpuTime() - cpuBefore;
        PrintStream out = System.out;
        out.printf(
                "%d probes, %d failed: %.4f ms CPU each, %.4f ms wall each%n",
                load.count, failures, cpu / 1e6 / load.count, (System.nanoTime() - begin) / 1e6 / load.count);
    }
}
