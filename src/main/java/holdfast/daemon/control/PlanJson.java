package holdfast.daemon.control;

import holdfast.daemon.control.Plan.Kind;
import holdfast.daemon.control.Plan.Left;
import holdfast.daemon.control.Plan.Means;
import holdfast.daemon.control.Plan.Step;
import holdfast.model.Command.Manner;
import holdfast.model.Fact.Purpose;
import holdfast.model.Reason;
import holdfast.model.ServiceId;
import holdfast.text.Texts;

/// A plan over the control socket, and as `--dry-run --json` prints it.
///
/// Threading: any.
public final class PlanJson {
    private static final double NANOS_PER_SECOND = 1e9;

    private PlanJson() {}

    public static Tree tree(Plan plan, Texts texts) {
        return new Tree()
                .put("changes", plan.changesAnything())
                .put("steps", plan.steps().stream().map(step -> tree(step, texts)).toList())
                .put("left", plan.left().stream()
                        .map(left -> new Tree()
                                .put("service", left.service().name())
                                .put("reason", FactJson.reason(left.reason(), texts)))
                        .toList());
    }

    static Plan read(JsonObject tree) {
        return new Plan(
                tree.objects("steps").stream().map(PlanJson::step).toList(),
                tree.objects("left").stream()
                        .map(left -> new Left(new ServiceId(left.text("service")), reason(left.object("reason").orElseThrow())))
                        .toList());
    }

    private static Tree tree(Step step, Texts texts) {
        Means means = step.means();
        return new Tree()
                .put("afterSeconds", step.afterNanos() / NANOS_PER_SECOND, 3)
                .put("kind", step.kind())
                .put("service", step.service().name())
                .put("purpose", step.purpose().map(Tree::word))
                .put("incarnation", step.incarnation())
                .put("pid", step.pid())
                .put("check", step.check())
                .put("what", step.what().map(what -> FactJson.reason(what, texts)))
                .put("manner", step.manner().map(Tree::word))
                .put("driver", means.driver())
                .put("target", means.target())
                .putTexts("argv", means.argv())
                .put("directory", means.directory())
                .put("user", means.user())
                .put("signal", means.signal())
                .put("graceSeconds", means.graceNanos().map(grace -> grace / NANOS_PER_SECOND))
                .put("port", means.port())
                .putTexts("paths", means.paths());
    }

    private static Step step(JsonObject tree) {
        return new Step(
                nanos(tree.decimal("afterSeconds")),
                Tree.constant(Kind.class, tree.text("kind")),
                new ServiceId(tree.text("service")),
                tree.optionalText("purpose").map(word -> Tree.constant(Purpose.class, word)),
                tree.optionalNumber("incarnation").map(Number::longValue),
                tree.optionalNumber("pid").map(Number::longValue),
                tree.optionalText("check"),
                tree.object("what").map(PlanJson::reason),
                tree.optionalText("manner").map(word -> Tree.constant(Manner.class, word)),
                means(tree));
    }

    private static Means means(JsonObject tree) {
        return new Means(
                tree.text("driver"),
                tree.optionalText("target"),
                tree.texts("argv"),
                tree.optionalText("directory"),
                tree.optionalText("user"),
                tree.optionalText("signal"),
                tree.optionalNumber("graceSeconds").map(seconds -> nanos(seconds.doubleValue())),
                tree.optionalNumber("port").map(Number::intValue),
                tree.texts("paths"));
    }

    private static long nanos(double seconds) {
        return Math.round(seconds * NANOS_PER_SECOND);
    }

    private static Reason reason(JsonObject tree) {
        return new Reason(tree.text("key"), tree.texts("values"));
    }
}
