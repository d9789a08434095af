package holdfast.cli;

import holdfast.config.Configuration;
import holdfast.daemon.control.About;
import holdfast.daemon.control.Card;
import holdfast.daemon.control.Picture;
import holdfast.model.ServiceId;
import holdfast.model.Stamped;
import holdfast.model.Status;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The page of `why` for every service of a pass: `check --explain`.
final class PassPages {
    private PassPages() {}

    static void print(Here here, Configuration configuration, Status status, List<Stamped> facts) {
        Picture picture = picture(configuration, status);
        List<Card> cards = configuration.fleet().services().stream().map(Card::of).toList();
        for (Status.ServiceStatus service : status.services()) {
            ServiceId id = service.id();
            print(here, cards, picture, service, facts.stream().filter(stamped -> stamped.fact().service().equals(id)).toList());
        }
        here.talking().say("");
    }

    /// @param own facts of this service
    static void print(Here here, List<Card> cards, Picture picture, Status.ServiceStatus service, List<Stamped> own) {
        here.talking().say("");
        new WhyPage(here.texts(), Words.of(here.texts()), here.talking(), here.program())
                .lines(picture, service, own, Needs.missing(cards, picture, service.id()))
                .forEach(here.talking()::say);
    }

    /// How things stand, taken by this program itself.
    static Picture picture(Configuration configuration, Status status) {
        Instant now = Instant.now();
        var about = new About(
                ProcessHandle.current().pid(), Version.NUMBER, Configured.name(configuration), Optional.empty(), now);
        return new Picture(about, now, status, Map.of());
    }
}
