package bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// Measures Holdfast beside its peers, in one run on one machine, and prints medians, spreads and ratios.
public final class Bench {
    private final Options options;
    private final Path project;
    private final Report report = new Report();
    private boolean complete = true;

    private Bench(Options options, Path project) {
        this.options = options;
        this.project = project;
    }

    public static void main(String[] words) throws IOException {
        Options options;
        try {
            options = Options.parse(words);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            return;
        }
        new Bench(options, Path.of(System.getProperty("bench.project")).toRealPath()).run();
    }

    private void run() throws IOException {
        Path scratch = Files.createTempDirectory(Files.createDirectories(project.resolve("target/bench")), "run");
        Served served = Served.make(project.resolve("bench"), scratch);
        try {
            measure(served, scratch);
        } finally {
            served.reap();
            delete(scratch);
        }
        System.out.print(report.table());
        if (options.json()) {
            System.out.print(report.json());
        }
        System.exit(complete ? 0 : 1);
    }

    private void measure(Served served, Path scratch) {
        report.note("the served process is written in " + served.made());
        var holdfast = new Holdfast(served, scratch, project.resolve("holdfast"));
        List<Peer> peers = present(holdfast, served, scratch);
        // An interrupted run leaves nothing behind either: first those that would start things again, then the things.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            peers.forEach(peer -> peer.pids().forEach(Machine::kill));
            served.reap();
        }));
        for (String part : options.parts()) {
            System.err.println("measuring: " + part);
            try {
                measure(part, peers, holdfast, served, scratch);
            } catch (IllegalStateException e) {
                // What the other parts measure is worth having; the exit code tells that this one is missing.
                report.note(part + " could not be measured: " + e.getMessage());
                complete = false;
            }
        }
    }

    private void measure(String part, List<Peer> peers, Holdfast holdfast, Served served, Path scratch) {
        switch (part) {
            case "crash" -> new CrashPart(peers, served, report).run(options.rounds());
            case "footprint" -> new FootprintPart(peers, served, report).run(options.warmSeconds(), options.windowSeconds());
            case "status" -> new StatusPart(peers, served, report).run(options.rounds());
            case "probe" -> new ProbePart(holdfast, served, scratch, report).run(options.warmSeconds(), options.windowSeconds());
            case "return" -> new ReturnPart(holdfast, served, report).run(options.rounds());
            case "hang" -> new HangPart(peers, served, report).run();
            default -> throw new IllegalArgumentException("no such part: " + part);
        }
    }

    private List<Peer> present(Holdfast holdfast, Served served, Path scratch) {
        String pm2 = System.getenv().getOrDefault("HOLDFAST_BENCH_PM2", "/opt/holdfast-test/pm2");
        var present = new ArrayList<Peer>();
        for (Peer peer : List.of(
                holdfast,
                new Pm2(served, scratch, Path.of(pm2)),
                new Systemd(served, scratch),
                new Supervisord(served, scratch),
                new Monit(served, scratch))) {
            peer.absence().ifPresentOrElse(
                    why -> report.note(peer.name() + " is absent: " + why), () -> present.add(peer));
        }
        return present;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
