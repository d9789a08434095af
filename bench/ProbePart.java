package bench;

import bench.Served.Service;
import bench.Served.Setting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// CPU time for one HTTP probe. blackbox_exporter answers one request a probe, as Prometheus would send it, and stores nothing;
/// Holdfast asks by itself, judges and keeps the result.
final class ProbePart {
    private static final int SERVICES = 20;
    private static final long SECOND = 1_000_000_000L;
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private final Holdfast holdfast;
    private final Served served;
    private final Path scratch;
    private final Report report;

    ProbePart(Holdfast holdfast, Served served, Path scratch, Report report) {
        this.holdfast = holdfast;
        this.served = served;
        this.scratch = scratch;
        this.report = report;
    }

    void run(int warmSeconds, int windowSeconds) {
        if (holdfast.absence().isEmpty()) {
            ours(warmSeconds, windowSeconds);
        }
        if (Machine.find("prometheus-blackbox-exporter").isPresent()) {
            blackbox(warmSeconds, windowSeconds);
        } else {
            report.note("blackbox_exporter is absent: apt-get install prometheus-blackbox-exporter");
        }
    }

    private void ours(int warmSeconds, int windowSeconds) {
        try {
            List<Service> services = Served.services("probed", SERVICES, Setting.ASKED_EVERY_SECOND);
            holdfast.start(services);
            services.forEach(service -> Client.awaitAnswer(service.port(), DEADLINE));
            Machine.pause(warmSeconds * SECOND);
            long before = Machine.cpuNanos(holdfast.pids());
            Machine.pause(windowSeconds * SECOND);
            add("Holdfast, result judged and kept", Machine.cpuNanos(holdfast.pids()) - before, windowSeconds);
        } finally {
            holdfast.close();
            served.reap();
        }
    }

    private void blackbox(int warmSeconds, int windowSeconds) {
        List<Service> services = Served.services("probed", SERVICES + 1, Setting.ASKED_EVERY_SECOND);
        int port = services.getLast().port();
        List<Service> asked = services.subList(0, SERVICES);
        Process exporter = null;
        try {
            asked.forEach(service -> Machine.start(
                    List.of(served.program().toString(), Integer.toString(service.port())), Map.of(), scratch.resolve("output")));
            Path file = scratch.resolve("blackbox.yaml");
            Files.writeString(file, "modules: { http_2xx: { prober: http, timeout: 5s } }\n");
            exporter = Machine.start(
                    List.of("prometheus-blackbox-exporter", "--config.file=" + file, "--web.listen-address=127.0.0.1:" + port),
                    Map.of(),
                    scratch.resolve("output"));
            Machine.await("blackbox_exporter to answer", 20, () -> Client.get(port, "/-/healthy").isPresent());
            ask(port, asked, warmSeconds);
            long before = Machine.cpuNanos(List.of(exporter.pid()));
            ask(port, asked, windowSeconds);
            add("blackbox_exporter, result not kept", Machine.cpuNanos(List.of(exporter.pid())) - before, windowSeconds);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            if (exporter != null) {
                exporter.destroyForcibly();
            }
            served.reap();
        }
    }

    /// Every service once a second, spread over the second.
    private static void ask(int port, List<Service> services, int seconds) {
        long next = System.nanoTime();
        for (int second = 0; second < seconds; second++) {
            for (Service service : services) {
                String answer = Client.get(port, "/probe?module=http_2xx&target=127.0.0.1:" + service.port()).orElse("");
                if (!answer.contains("probe_success 1")) {
                    throw new IllegalStateException("blackbox_exporter could not probe " + service + ": " + answer);
                }
                next += SECOND / SERVICES;
                Machine.pause(Math.max(0, next - System.nanoTime()));
            }
        }
    }

    private void add(String who, long cpuNanos, int windowSeconds) {
        report.add("CPU per HTTP probe, 20 services every 1 s", who, "ms", List.of(cpuNanos / 1e6 / (SERVICES * windowSeconds)));
    }
}
