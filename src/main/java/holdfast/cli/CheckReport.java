package holdfast.cli;

import holdfast.config.Configuration;
import holdfast.daemon.Findings;
import holdfast.daemon.Findings.Finding;
import holdfast.daemon.Findings.Result;
import holdfast.daemon.Progress;
import holdfast.daemon.control.FactJson;
import holdfast.daemon.control.Json;
import holdfast.daemon.control.PictureJson;
import holdfast.daemon.control.Refusal;
import holdfast.daemon.control.Tree;
import holdfast.model.CheckId;
import holdfast.model.CheckSpec;
import holdfast.model.Fact;
import holdfast.model.ProbeResult;
import holdfast.model.ServiceId;
import holdfast.model.ServiceSpec;
import holdfast.model.Stamped;
import holdfast.text.FactLines;
import holdfast.text.FactLines.Level;
import java.io.IOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What a check says at its end.
final class CheckReport {
    private final Here here;
    private final Configuration configuration;
    private final LogLines lines;
    private final FactLines facts;

    CheckReport(Here here, Configuration configuration, LogLines lines) {
        this.here = here;
        this.configuration = configuration;
        this.lines = lines;
        this.facts = new FactLines(here.texts());
    }

    /// Of a check that a daemon answered.
    Exit print(HandOver handOver, HandOver.Checked checked) throws IOException, Refusal {
        verdicts(checked.findings(), repaired(checked.happened()));
        if (here.input().has(VerbName.Flag.EXPLAIN)) {
            handOver.explain(checked);
        }
        return end(checked.findings(), checked.statistics(), checked.happened());
    }

    /// Of a pass made here.
    Exit print(Pass pass, Pass.Result result) {
        if (here.input().has(VerbName.Flag.EXPLAIN) && result.status().isEmpty()) {
            result.findings().services().stream()
                    .filter(finding -> finding.result() == Result.BAD)
                    .forEach(finding -> explain(finding.service(), pass.probes()));
        }
        verdicts(result.findings(), repaired(pass.facts()));
        if (here.input().has(VerbName.Flag.EXPLAIN)) {
            result.status().ifPresent(status -> PassPages.print(here, configuration, status, pass.facts()));
        }
        return end(result.findings(), pass.statistics(), pass.facts());
    }

    private Exit end(Findings findings, Statistics statistics, List<Stamped> happened) {
        if (here.wantsJson()) {
            here.terminal().say(Json.pretty(tree(findings, statistics, happened).map()));
        } else {
            lines.print(Instant.now(), Level.INFO, statistics.say(here.texts(), Words.of(here.texts())));
        }
        return findings.isGood() ? Exit.GOOD : Exit.BAD;
    }

    private void verdicts(Findings findings, Set<ServiceId> repaired) {
        for (Finding finding : findings.services()) {
            switch (finding.result()) {
                case GOOD -> {}
                case STOPPED -> lines.say(Level.INFO, "cli.check.stopped", finding.service());
                case BAD -> lines.say(
                        Level.ERROR, "cli.check.bad", finding.service(), ServiceWords.phrase(facts.reason(finding.why())));
            }
        }
        List<String> mended = findings.services().stream()
                .filter(finding -> finding.result() == Result.GOOD && repaired.contains(finding.service()))
                .map(finding -> finding.service().name())
                .toList();
        if (!mended.isEmpty()) {
            lines.say(Level.SUCCESS, "cli.check.repaired", String.join(", ", mended));
        }
        if (findings.isGood()) {
            List<String> good = findings.services().stream()
                    .filter(finding -> finding.result() == Result.GOOD)
                    .map(finding -> finding.service().name())
                    .toList();
            if (!good.isEmpty()) {
                lines.say(Level.SUCCESS, "cli.check.good", String.join(", ", good));
            }
        }
    }

    private static Set<ServiceId> repaired(List<Stamped> happened) {
        var repaired = new HashSet<ServiceId>();
        for (Stamped stamped : happened) {
            if (stamped.fact() instanceof Fact.IncidentRestored restored) {
                repaired.add(restored.service());
            }
        }
        return repaired;
    }

    /// What a pass that heals would do about a bad service.
    private void explain(ServiceId service, List<Progress.Probed> probes) {
        ServiceSpec spec = configuration.fleet().service(configuration.fleet().index(service).orElseThrow());
        if (spec.isWatched()) {
            lines.say(Level.INFO, "cli.explain.watched", service);
            return;
        }
        Optional<CheckSpec> alive = spec.checks().stream()
                .filter(check -> check.role() == CheckSpec.Role.ALIVE && hasFailed(check.id(), probes))
                .findFirst();
        if (alive.isPresent()) {
            lines.say(Level.INFO, "cli.explain.restart", alive.get().id());
        } else {
            lines.say(Level.INFO, "cli.explain.ready", service);
        }
    }

    private static boolean hasFailed(CheckId check, List<Progress.Probed> probes) {
        return probes.reversed().stream()
                .filter(probed -> probed.check().equals(check))
                .findFirst()
                .filter(probed -> probed.result().outcome() == ProbeResult.Outcome.FAIL)
                .isPresent();
    }

    private Tree tree(Findings findings, Statistics statistics, List<Stamped> happened) {
        var pictures = new PictureJson(here.texts());
        return new Tree()
                .put("schema", PictureJson.SCHEMA)
                .put("good", findings.isGood())
                .put("services", findings.services().stream()
                        .map(finding -> new Tree()
                                .put("service", finding.service().name())
                                .put("result", finding.result())
                                .put("reason", pictures.reason(finding.why())))
                        .toList())
                .put("checks", statistics.checks())
                .put("failures", statistics.failures())
                .put("recoveries", statistics.recoveries())
                .put("goodPercent", statistics.goodPercent())
                .put("facts", happened.stream().map(fact -> FactJson.printed(fact, here.texts())).toList());
    }
}
