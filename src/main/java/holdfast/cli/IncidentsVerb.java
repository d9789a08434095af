package holdfast.cli;

import holdfast.daemon.control.Archive;
import holdfast.daemon.control.ControlClient;
import holdfast.daemon.control.FactJson;
import holdfast.daemon.control.IncidentJson;
import holdfast.daemon.control.IncidentTold;
import holdfast.daemon.control.Json;
import holdfast.daemon.control.PictureJson;
import holdfast.daemon.control.Refusal;
import holdfast.daemon.control.Tree;
import holdfast.model.Fact;
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
        Optional<ControlClient> running = configured.tryOpen();
        if (running.isEmpty()) {
            return fromArchive(here, wanted, most);
        }
        try (ControlClient daemon = running.get()) {
            if (wanted.isEmpty()) {
                list(here, daemon.incidents(most));
            } else {
                one(here, wanted.get(), daemon.incident(wanted.get()));
            }
            return Exit.GOOD;
        } catch (Refusal refusal) {
            throw Door.failure(refusal);
        }
    }

    /// When Holdfast is down, what it knew is wanted most.
    private Exit fromArchive(Here here, Optional<Long> wanted, int most) throws Failure, IOException {
        Archive archive = Archive.open(configured.load().stateDirectory());
        try {
            if (wanted.isEmpty()) {
                list(here, archive.incidents(most));
                return Exit.GOOD;
            }
            List<Stamped> timeline = archive.incident(wanted.get());
            if (timeline.isEmpty()) {
                throw Failure.of(Exit.USAGE, "daemon.control.unknown-incident", wanted.get());
            }
            one(here, wanted.get(), timeline);
            return Exit.GOOD;
        } catch (IOException e) {
            throw Failure.of(Exit.BAD, "cli.no-journal", String.valueOf(e.getMessage()));
        }
    }

    /// The number that is typed first.
    static long number(Here here) throws Failure {
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
        new IncidentPages(here.texts(), Words.of(here.texts()), here.terminal(), here.program())
                .list(incidents, Instant.now())
                .forEach(here.terminal()::say);
    }

    private static void one(Here here, long id, List<Stamped> timeline) {
        Optional<IncidentTold> told = IncidentTold.of(id, timeline);
        if (here.wantsJson()) {
            here.terminal().say(Json.pretty(new Tree()
                    .put("schema", PictureJson.SCHEMA)
                    .put("incident", told.map(each -> IncidentJson.tree(each, here.texts())))
                    .put("diagnosis", IncidentPages.last(timeline, Fact.Diagnosed.class).map(new PictureJson(here.texts())::diagnosis))
                    .put("measures", Measures.of(id, timeline).stream().map(each -> each.tree(here.texts())).toList())
                    .put("facts", timeline.stream().map(fact -> FactJson.printed(fact, here.texts())).toList())
                    .map()));
            return;
        }
        new IncidentPages(here.texts(), Words.of(here.texts()), here.terminal(), here.program())
                .one(id, told, timeline, Instant.now())
                .forEach(here.terminal()::say);
    }
}
