package holdfast.cli;

import holdfast.config.Configuration;
import holdfast.config.Reading;
import holdfast.config.Surroundings;
import holdfast.daemon.Daemon;
import holdfast.text.FactLines.Level;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// `holdfast monitor`: the daemon in the foreground, telling what it does.
final class MonitorVerb implements Verb {
    /// Between two lines of statistics, unless `--interval` says otherwise.
    private static final long STATISTICS_NANOS = TimeUnit.SECONDS.toNanos(60);

    private static final List<VerbName.Flag> OF_ONE_PASS =
            List.of(VerbName.Flag.NO_HEAL, VerbName.Flag.EXPLAIN, VerbName.Flag.DRY_RUN, VerbName.Flag.JSON);

    private final Optional<String> config;

    MonitorVerb(Optional<String> config) {
        this.config = config;
    }

    @Override
    public Exit run(Here here) throws Failure, IOException {
        Optional<Long> interval = Options.span(here, VerbName.Flag.INTERVAL);
        var configured = new Configured(config, interval.map(nanos -> asking(here, nanos)).orElse(here.surroundings()));
        if (here.input().has(VerbName.Flag.ONCE)) {
            return new CheckVerb(configured).run(here);
        }
        for (VerbName.Flag flag : OF_ONE_PASS) {
            if (here.input().has(flag)) {
                throw Failure.of(Exit.USAGE, "cli.monitor.only-once", flag.typed());
            }
        }
        Configuration configuration = configured.load();
        ValidateVerb.notices(here, configuration);
        var lines = LogLines.to(here.terminal(), here.texts(), Clock.system(ZoneId.systemDefault()));
        return supervise(here, configuration, configured.again(configuration), lines, interval.orElse(STATISTICS_NANOS));
    }

    /// The interval of the command line stands where the variable of the scripts stands.
    private static Surroundings asking(Here here, long everyNanos) {
        Surroundings around = here.surroundings();
        var environment = new HashMap<>(around.environment());
        environment.put("CHECK_INTERVAL", TimeUnit.NANOSECONDS.toMillis(everyNanos) + "ms");
        return new Surroundings(environment, around.workingDirectory(), around.home(), around.isRoot());
    }

    private static Exit supervise(Here here, Configuration configuration, Supplier<Reading> source, LogLines lines, long everyNanos)
            throws Failure, IOException {
        var statistics = new Statistics();
        Words words = Words.of(here.texts());
        Exit exit;
        try (Daemon daemon = Supervision.start(configuration, source, here.texts());
                var _ = Ticker.start(everyNanos, () -> lines.print(
                        Instant.now(), Level.INFO, statistics.say(here.texts(), words) + " " + standing(here, daemon)))) {
            lines.say(Level.INFO, "cli.monitor.begin", Configured.name(configuration), configuration.log().file());
            exit = watch(here, daemon, statistics, lines);
        }
        lines.print(Instant.now(), Level.INFO, statistics.say(here.texts(), words));
        return exit;
    }

    private static Exit watch(Here here, Daemon daemon, Statistics statistics, LogLines lines) {
        var narrator = new Narrator(lines, here.texts(), daemon::fleet, false);
        var _ = daemon.listen(progress -> {
            statistics.hear(progress);
            narrator.hear(progress);
        });
        daemon.mindHelpers();
        daemon.obeySignals();
        try {
            return switch (daemon.awaitEnd()) {
                case Daemon.End.Asked _ -> Exit.GOOD;
                case Daemon.End.Broken _ -> Exit.BAD;
            };
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Exit.BAD;
        }
    }

    /// `api healthy, web degraded`.
    private static String standing(Here here, Daemon daemon) {
        var services = new ServiceWords(here.texts(), Words.of(here.texts()));
        List<String> each = daemon.status().services().stream()
                .map(service -> here.texts().say("cli.standing", service.id(), services.standing(service)))
                .toList();
        return String.join(", ", each);
    }
}
