package holdfast.cli;

import holdfast.daemon.control.Json;
import holdfast.daemon.control.PictureJson;
import holdfast.daemon.control.Plan;
import holdfast.daemon.control.Plan.Kind;
import holdfast.daemon.control.Plan.Means;
import holdfast.daemon.control.Plan.Step;
import holdfast.daemon.control.PlanJson;
import holdfast.daemon.control.Tree;
import holdfast.model.Fact.Purpose;
import holdfast.model.ServiceId;
import holdfast.text.FactLines;
import holdfast.text.Texts;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What a dry run prints: every command that the real run would carry out, in order.
final class PlanPage {
    private final Texts texts;
    private final Words words;
    private final FactLines facts;
    private final Terminal terminal;

    private PlanPage(Here here) {
        this.texts = here.texts();
        this.words = Words.of(here.texts());
        this.facts = new FactLines(here.texts());
        this.terminal = here.terminal();
    }

    static void print(Here here, Plan plan) {
        if (here.wantsJson()) {
            var tree = new Tree().put("schema", PictureJson.SCHEMA).put("dryRun", true);
            here.terminal().say(Json.pretty(tree.putAll(PlanJson.tree(plan, here.texts())).map()));
        } else {
            new PlanPage(here).lines(plan).forEach(here.terminal()::say);
        }
    }

    private List<String> lines(Plan plan) {
        var lines = new ArrayList<String>();
        lines.add(terminal.paint(Colour.BOLD, texts.say(plan.changesAnything() ? "cli.plan.heading" : "cli.plan.nothing")));
        if (plan.changesAnything()) {
            steps(lines, plan);
        }
        if (!plan.left().isEmpty()) {
            lines.add("");
            lines.add(terminal.paint(Colour.BOLD, texts.say("cli.plan.left")));
            plan.left().forEach(left -> lines.add("     "
                    + texts.say("cli.plan.left-one", left.service(), ServiceWords.phrase(facts.reason(left.reason())))));
        }
        return lines;
    }

    private void steps(List<String> lines, Plan plan) {
        Set<ServiceId> begun = new HashSet<>();
        int number = 0;
        for (int at = 0; at < plan.steps().size(); at++) {
            Step step = plan.steps().get(at);
            var checks = new ArrayList<String>();
            step.check().ifPresent(checks::add);
            while (step.kind() == Kind.CHECK && at + 1 < plan.steps().size() && isNextCheck(step, plan.steps().get(at + 1))) {
                plan.steps().get(++at).check().ifPresent(checks::add);
            }
            String said = words(step, checks, begun.contains(step.service()));
            lines.add(" " + (++number < 10 ? " " : "") + number + ". " + paint(step, timed(step, said)));
            if (step.kind() == Kind.START || step.kind() == Kind.RELOAD) {
                begun.add(step.service());
            }
        }
    }

    private static boolean isNextCheck(Step step, Step next) {
        return next.kind() == Kind.CHECK && next.service().equals(step.service());
    }

    private String timed(Step step, String said) {
        return step.afterNanos() < 1_000_000 ? said : texts.say("cli.plan.after", words.span(step.afterNanos()), said);
    }

    private String paint(Step step, String said) {
        return switch (step.kind()) {
            case OBSERVE, CHECK, EXAMINE -> terminal.paint(Colour.DIM, said);
            case REPAIR, STOP, START, RELOAD -> said;
        };
    }

    /// @param isNew this plan has started or reloaded it before
    private String words(Step step, List<String> checks, boolean isNew) {
        ServiceId id = step.service();
        return switch (step.kind()) {
            case OBSERVE -> step.pid()
                    .map(pid -> texts.say("cli.plan.observe", id, pid))
                    .orElseGet(() -> texts.say("cli.plan.observe-any", id));
            case CHECK -> texts.say(isNew ? "cli.plan.check-new" : "cli.plan.check", id, String.join(", ", checks));
            case EXAMINE -> texts.say("cli.plan.examine", id);
            case REPAIR -> repair(step);
            case STOP -> stop(step);
            case START -> start(step);
            case RELOAD -> reload(step);
        };
    }

    private String repair(Step step) {
        String what = step.what().map(facts::reason).orElse("");
        Means means = step.means();
        if (!means.argv().isEmpty()) {
            var said = new StringBuilder(texts.say("cli.plan.repair-command", step.service(), Argv.shown(means.argv())));
            means.directory().ifPresent(directory -> said.append(texts.say("cli.plan.in-directory", directory)));
            means.user().ifPresent(user -> said.append(texts.say("cli.plan.as-user", user)));
            return said.toString();
        }
        List<String> paths = means.paths();
        return paths.isEmpty()
                ? texts.say("cli.plan.repair", step.service(), what)
                : texts.say("cli.plan.repair-paths", step.service(), what, String.join(", ", paths));
    }

    private String stop(Step step) {
        Means means = step.means();
        ServiceId id = step.service();
        String run = number(step.incarnation());
        String grace = means.graceNanos().map(words::span).orElse("–");
        if (means.signal().isPresent()) {
            String signal = means.signal().get();
            return step.pid()
                    .map(pid -> texts.say("cli.plan.stop", id, run, signal, pid, grace))
                    .orElseGet(() -> texts.say("cli.plan.stop-new", id, run, signal, grace));
        }
        return means.argv().isEmpty()
                ? texts.say("cli.plan.stop-backend", id, means.driver(), means.target().orElse("–"), grace)
                : texts.say("cli.plan.stop-command", id, Argv.shown(means.argv()));
    }

    private String reload(Step step) {
        Means means = step.means();
        ServiceId id = step.service();
        if (!means.argv().isEmpty()) {
            return texts.say("cli.plan.reload-command", id, Argv.shown(means.argv()));
        }
        String pid = step.pid().map(String::valueOf).orElse("–");
        return means.signal()
                .map(signal -> texts.say("cli.plan.reload-signal", id, signal, pid))
                .orElseGet(() -> texts.say("cli.plan.reload-backend", id, means.driver(), means.target().orElse("–")));
    }

    private String start(Step step) {
        Means means = step.means();
        ServiceId id = step.service();
        boolean repairs = step.purpose().filter(why -> why == Purpose.RECOVERY || why == Purpose.SLOW_RETRY).isPresent();
        String run = texts.say(repairs ? "cli.plan.run-to-repair" : "cli.plan.run", number(step.incarnation()));
        var said = new StringBuilder(means.argv().isEmpty()
                ? texts.say("cli.plan.start-backend", id, means.driver(), means.target().orElse("–"), run)
                : texts.say("cli.plan.start", id, run, Argv.shown(means.argv())));
        means.directory().ifPresent(directory -> said.append(texts.say("cli.plan.in-directory", directory)));
        means.user().ifPresent(user -> said.append(texts.say("cli.plan.as-user", user)));
        means.port().ifPresent(port -> said.append(texts.say("cli.plan.with-port", port)));
        step.manner().ifPresent(manner -> {
            switch (manner) {
                case PLAIN -> {}
                case CLEAN -> said.append(texts.say("cli.plan.cleanly"));
                case RECREATE -> said.append(texts.say("cli.plan.anew"));
            }
        });
        return said.toString();
    }

    private static String number(Optional<Long> incarnation) {
        return incarnation.map(String::valueOf).orElse("–");
    }
}
