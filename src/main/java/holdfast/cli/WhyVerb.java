package holdfast.cli;

import holdfast.daemon.control.ControlClient;
import holdfast.daemon.control.FactJson;
import holdfast.daemon.control.Json;
import holdfast.daemon.control.Picture;
import holdfast.daemon.control.PictureJson;
import holdfast.daemon.control.Refusal;
import holdfast.daemon.control.Tree;
import holdfast.model.ServiceId;
import holdfast.model.Stamped;
import holdfast.model.Status.ServiceStatus;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// `holdfast why SERVICE`.
final class WhyVerb implements Verb {
    /// Facts asked for: an incident of a service that crashes in a loop makes about ten for each try.
    /// Enough for a few minutes of a crash loop.
    private static final int FACTS = 500;

    private final Configured configured;

    WhyVerb(Configured configured) {
        this.configured = configured;
    }

    @Override
    public Exit run(Here here) throws Failure, IOException {
        var id = new ServiceId(here.input().operands().getFirst());
        try (ControlClient daemon = configured.open()) {
            Picture picture = daemon.picture();
            ServiceStatus service = known(picture, id);
            List<Stamped> history = daemon.facts(Optional.of(id), FACTS);
            List<ServiceId> missing = Needs.missing(daemon.cards(), picture, id);
            if (here.wantsJson()) {
                here.terminal().say(Json.pretty(tree(here, picture, service, history, missing).map()));
            } else {
                new WhyPage(here.texts(), Words.of(here.texts()), here.terminal(), here.program())
                        .lines(picture, service, history, missing)
                        .forEach(here.terminal()::say);
            }
            return ServiceWords.isGood(service) ? Exit.GOOD : Exit.BAD;
        } catch (Refusal refusal) {
            throw Door.failure(refusal);
        }
    }

    static ServiceStatus known(Picture picture, ServiceId id) throws Failure {
        return picture.service(id).orElseThrow(() -> Failure.of(Exit.USAGE, "cli.unknown-service", id, names(picture)));
    }

    private static String names(Picture picture) {
        return String.join(
                ", ", picture.status().services().stream().map(service -> service.id().name()).toList());
    }

    private static Tree tree(
            Here here, Picture picture, ServiceStatus service, List<Stamped> history, List<ServiceId> missing) {
        var undone = new Undone(here.texts(), Words.of(here.texts()), here.program());
        List<Measures.Measure> measures = service.incident()
                .map(incident -> Measures.of(incident.id(), history))
                .orElse(List.of());
        return new Tree()
                .put("schema", PictureJson.SCHEMA)
                .put("at", picture.at())
                .put("service", new PictureJson(here.texts()).service(picture, service))
                .putTexts("leftUndone", undone.all(picture, service, missing, history))
                .put("measures", measures.stream().map(measure -> measure.tree(here.texts())).toList())
                .putTexts("waitsFor", missing.stream().map(ServiceId::name).toList())
                .put("facts", history.stream().map(fact -> FactJson.printed(fact, here.texts())).toList());
    }
}
