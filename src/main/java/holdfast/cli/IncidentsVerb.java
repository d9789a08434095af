package holdfast.cli;

import holdfast.daemon.control.ControlClient;
import holdfast.daemon.control.FactJson;
import holdfast.daemon.control.IncidentJson;
import holdfast.daemon.control.IncidentTold;
import holdfast.daemon.control.Json;
import holdfast.daemon.control.PictureJson;
import holdfast.daemon.control.Refusal;
import holdfast.daemon.control.Tree;
import holdfast.model.Stamped;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// `holdfast incidents [ID]`.
final class IncidentsVerb implements Verb {
    private static final int SHOWN = 20;

    private final Configured configured;

    IncidentsVerb(Configured configured) {
        this.configured = configured;
    }

    @Override
    public Exit run(Here here) throws Failure, IOException {
        Optional<Long> wanted = here.input().operands().isEmpty() ? Optional.empty() : Optional.of(number(here));
        int most = Options.count(here, VerbName.Flag.LINES, SHOWN);
        try (ControlClient daemon = configured.open()) {
            if (wanted.isEmpty()) {
                list(here, daemon.incidents(most));
            } else {
                one(here, wanted.get(), daemon);
            }
            return Exit.GOOD;
        } catch (Refusal refusal) {
            throw Door.failure(refusal);
        }
    }

    private static long number(Here here) throws Failure {
        String typed = here.input().operands().getFirst();
        if (!typed.matches("[0-9]{1,15}")) {
            throw Failure.of(Exit.USAGE, "cli.bad-incident", typed);
        }
        return Long.parseLong(typed);
    }

    private static void list(Here here, List<IncidentTold> incidents) {
        if (here.wantsJson()) {
            here.terminal().say(Json.pretty(new Tree()
                    .put("schema", PictureJson.SCHEMA)
                    .put("incidents", incidents.stream().map(each -> IncidentJson.tree(each, here.texts())).toList())
                    .map()));
            return;
        }
        new IncidentPages(here.texts(), Words.of(here.texts()))
                .list(incidents, Instant.now(), here.terminal())
                .forEach(here.terminal()::say);
    }

    private static void one(Here here, long id, ControlClient daemon) throws IOException, Refusal {
        List<Stamped> timeline = daemon.incident(id);
        Optional<IncidentTold> told = IncidentTold.of(id, timeline);
        if (here.wantsJson()) {
            here.terminal().say(Json.pretty(new Tree()
                    .put("schema", PictureJson.SCHEMA)
                    .put("incident", told.map(each -> IncidentJson.tree(each, here.texts())))
                    .put("facts", timeline.stream().map(fact -> FactJson.printed(fact, here.texts())).toList())
                    .map()));
            return;
        }
        new IncidentPages(here.texts(), Words.of(here.texts()))
                .one(told, timeline, Instant.now(), here.terminal())
                .forEach(here.terminal()::say);
    }
}
