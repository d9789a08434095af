package holdfast.cli;

import holdfast.config.Configuration;
import holdfast.daemon.Findings;
import holdfast.daemon.LogFile;
import holdfast.daemon.Look;
import holdfast.daemon.OnePass;
import holdfast.daemon.Outfit;
import holdfast.daemon.Progress;
import holdfast.model.Event;
import holdfast.model.ServiceId;
import holdfast.model.Stamped;
import holdfast.model.Status;
import java.io.IOException;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;

/// One pass inside this program, because no daemon runs: tells what happens and keeps what a report needs.
final class Pass {
    private final Here here;
    private final Configuration configuration;
    private LogLines lines;
    private final Statistics statistics = new Statistics();
    private final List<Stamped> facts = new CopyOnWriteArrayList<>();
    private final List<Progress.Probed> probes = new CopyOnWriteArrayList<>();

    Pass(Here here, Configuration configuration) {
        this.here = here;
        this.configuration = configuration;
        this.lines = LogLines.to(here.talking(), here.texts(), Clock.system(ZoneId.systemDefault()));
    }

    /// @param status how things stand at the end; absent after a look
    record Result(Findings findings, Optional<Status> status) {}

    /// Repairs what is broken, and does what an operator wants.
    ///
    /// @param wishes what an operator wants first
    /// @param within longest time it may take
    /// @throws Failure when a daemon holds the lock, or the state cannot be used
    Result heal(List<ServiceId> chosen, List<Event.OperatorAsked> wishes, Optional<Long> within) throws Failure, IOException {
        var order = new OnePass.Order(chosen, wishes, within.map(OptionalLong::of).orElseGet(OptionalLong::empty));
        LogFile log = LogFile.open(configuration.log(), here.texts());
        lines = new LogLines(here.talking(), here.texts(), Clock.system(ZoneId.systemDefault()), log::write);
        Narrator narrator = narrator();
        Outfit outfit = Outfit.ofMachine(configuration.stateDirectory());
        try {
            return switch (OnePass.run(configuration, order, outfit, progress -> hear(progress, narrator))) {
                case OnePass.Outcome.Done(Findings findings, Status status) -> new Result(findings, Optional.of(status));
                case OnePass.Outcome.Refused(var reason) -> throw Failure.of(Exit.REFUSED, reason);
                case OnePass.Outcome.Broken(var reason, var _) -> throw Failure.of(Exit.BAD, reason);
            };
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.of(Exit.BAD, "cli.interrupted");
        }
    }

    /// Only looks, and writes nothing.
    Result look(List<ServiceId> chosen) throws Failure, IOException {
        Narrator narrator = narrator();
        Outfit outfit = Outfit.ofMachine(configuration.stateDirectory());
        try {
            return new Result(
                    Look.run(configuration, chosen, outfit, progress -> hear(progress, narrator)), Optional.empty());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.of(Exit.BAD, "cli.interrupted");
        } finally {
            outfit.release().run();
        }
    }

    /// Where it tells what happens; after [#heal] into the log, too.
    LogLines lines() {
        return lines;
    }

    Statistics statistics() {
        return statistics;
    }

    /// All that was decided, oldest first.
    List<Stamped> facts() {
        return List.copyOf(facts);
    }

    /// All answers of checks, oldest first.
    List<Progress.Probed> probes() {
        return List.copyOf(probes);
    }

    private Narrator narrator() {
        return new Narrator(lines, here.texts(), configuration::fleet, false);
    }

    private void hear(Progress progress, Narrator narrator) {
        statistics.hear(progress);
        switch (progress) {
            case Progress.Happened(Stamped stamped) -> facts.add(stamped);
            case Progress.Probed probed -> probes.add(probed);
            case Progress.Noted _ -> {}
        }
        narrator.hear(progress);
    }
}
