package holdfast.cli;

import holdfast.config.Problem;
import holdfast.daemon.Reloader;
import holdfast.daemon.Reloader.Difference;
import holdfast.daemon.control.ControlClient;
import holdfast.daemon.control.Json;
import holdfast.daemon.control.PictureJson;
import holdfast.daemon.control.Refusal;
import holdfast.daemon.control.Tree;
import java.io.IOException;
import java.util.List;

/// `holdfast reload` without services: has the daemon read its configuration again, and tells what differs.
final class RereadVerb implements Verb {
    private static final List<VerbName.Flag> OF_SERVICES =
            List.of(VerbName.Flag.WITHIN, VerbName.Flag.DRY_RUN, VerbName.Flag.FORCE);

    private final Configured configured;

    RereadVerb(Configured configured) {
        this.configured = configured;
    }

    @Override
    public Exit run(Here here) throws Failure, IOException {
        for (VerbName.Flag flag : OF_SERVICES) {
            if (here.input().has(flag)) {
                throw Failure.of(Exit.USAGE, "cli.reread.flag", flag.typed());
            }
        }
        try (ControlClient daemon = configured.open()) {
            switch (daemon.reread()) {
                case Reloader.Outcome.Refused(List<Problem> problems) -> throw Failure.of(problems);
                case Reloader.Outcome.Unchanged(boolean needsRestart) -> print(here, List.of(), false, needsRestart);
                case Reloader.Outcome.Changed(List<Difference> differences, boolean isHostChanged, boolean needsRestart) ->
                    print(here, differences, isHostChanged, needsRestart);
            }
            return Exit.GOOD;
        } catch (Refusal refusal) {
            throw Door.failure(refusal);
        }
    }

    private static void print(Here here, List<Difference> differences, boolean isHostChanged, boolean needsRestart) {
        if (here.wantsJson()) {
            here.terminal().say(Json.pretty(new Tree()
                    .put("schema", PictureJson.SCHEMA)
                    .put("good", true)
                    .put("needsRestart", needsRestart)
                    .put("hostChanged", isHostChanged)
                    .put("differences", differences.stream()
                            .map(one -> new Tree().put("service", one.service().name()).put("kind", one.kind()))
                            .toList())
                    .map()));
            return;
        }
        differences.forEach(one -> here.say("cli.reread." + Tree.word(one.kind()), one.service()));
        if (isHostChanged) {
            here.say("cli.reread.host");
        } else if (differences.isEmpty()) {
            here.say("cli.reread.unchanged");
        }
        if (needsRestart) {
            here.terminal().say(here.terminal().paint(Colour.YELLOW, here.texts().say("daemon.reload.needs-restart")));
        }
    }
}
