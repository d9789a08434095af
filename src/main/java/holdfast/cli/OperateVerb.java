package holdfast.cli;

import holdfast.config.Configuration;
import holdfast.daemon.control.Card;
import holdfast.daemon.control.ControlClient;
import holdfast.daemon.control.Json;
import holdfast.daemon.control.OrderRule;
import holdfast.daemon.control.Picture;
import holdfast.daemon.control.PictureJson;
import holdfast.daemon.control.Refusal;
import holdfast.daemon.control.Tree;
import holdfast.model.Event;
import holdfast.model.Reason;
import holdfast.model.ServiceId;
import holdfast.model.Status.ServiceStatus;
import holdfast.text.FactLines;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// `holdfast start`, `stop`, `restart` and `reload SERVICE`: tells the daemon, then waits until the result is proven.
final class OperateVerb implements Verb {
    private final Configured configured;
    private final Event.Order request;

    OperateVerb(Configured configured, VerbName verb) {
        this.configured = configured;
        this.request = Event.Order.valueOf(verb.name());
    }

    @Override
    public Exit run(Here here) throws Failure, IOException {
        Optional<Long> within = Options.span(here, VerbName.Flag.WITHIN);
        Optional<ControlClient> running = configured.tryOpen();
        if (running.isEmpty()) {
            return alone(here, within);
        }
        try (ControlClient daemon = running.get()) {
            List<Card> cards = daemon.cards();
            List<Card> chosen = chosen(here, cards);
            Set<ServiceId> ids = ids(chosen);
            boolean forces = here.input().has(VerbName.Flag.FORCE);
            if (here.input().has(VerbName.Flag.DRY_RUN)) {
                PlanPage.print(here, daemon.plan(Optional.of(request), List.copyOf(ids), forces));
                return Exit.GOOD;
            }
            mayReload(chosen);
            Picture picture = daemon.picture();
            wishes(here, picture, ids);
            if (request == Event.Order.STOP || request == Event.Order.RESTART) {
                warn(here, atWork(Needs.dependants(cards, ids), picture));
            }
            var wait = new OutcomeWait(daemon, request, here);
            wait.note(ids);
            for (Card card : chosen) {
                daemon.operate(card.id(), request, forces);
            }
            return report(here, wait.until(within.orElseGet(() -> patienceNanos(Needs.withNeeds(cards, ids)))));
        } catch (Refusal refusal) {
            throw Door.failure(refusal);
        }
    }

    /// Without a daemon: in one pass, after which the services run on by themselves.
    private Exit alone(Here here, Optional<Long> within) throws Failure, IOException {
        Configuration configuration = configured.load();
        List<Card> cards = configuration.fleet().services().stream().map(Card::of).toList();
        List<Card> chosen = chosen(here, cards);
        for (Card card : chosen) {
            if (card.watched()) {
                throw Failure.of(Exit.REFUSED, "watched", Reason.of("daemon.control.watched", card.id()));
            }
        }
        Set<ServiceId> ids = ids(chosen);
        List<Event.OperatorAsked> wishes;
        try (var before = LoneLook.at(configuration, List.copyOf(ids))) {
            mayReload(chosen);
            wishes = wishes(here, before.picture(), ids);
            if (here.input().has(VerbName.Flag.DRY_RUN)) {
                PlanPage.print(here, before.plan(rounds(wishes), Map.of()));
                return Exit.GOOD;
            }
        } catch (Refusal refusal) {
            throw Door.failure(refusal);
        }
        if (request == Event.Order.STOP || request == Event.Order.RESTART) {
            warn(here, Needs.dependants(cards, ids).stream().map(ServiceId::name).toList());
        }
        var pass = new LonePass(here, configuration, wishes, within);
        return report(here, switch (request) {
            case START -> pass.start();
            case STOP -> pass.stop();
            case RESTART -> pass.restart();
            case RELOAD -> pass.reload();
        });
    }

    /// Alone, a restart is a pass that stops and a pass that starts.
    private List<List<Event.OperatorAsked>> rounds(List<Event.OperatorAsked> wishes) {
        return request != Event.Order.RESTART
                ? List.of(wishes)
                : List.of(LonePass.as(Event.Order.STOP, wishes), LonePass.as(Event.Order.START, wishes));
    }

    private void mayReload(List<Card> chosen) throws Refusal {
        for (Card card : chosen) {
            if (request == Event.Order.RELOAD && !card.watched()) {
                OrderRule.mayReload(card);
            }
        }
    }

    /// What is to be asked for; the rules are looked at for all of them before anything is done.
    private List<Event.OperatorAsked> wishes(Here here, Picture picture, Set<ServiceId> services) throws Refusal {
        boolean forces = here.input().has(VerbName.Flag.FORCE);
        var wishes = new ArrayList<Event.OperatorAsked>();
        for (ServiceId service : services) {
            wishes.addAll(OrderRule.wishes(picture, service, request, forces, LonePass.ACTOR));
            picture.service(service).flatMap(ServiceStatus::pin).ifPresent(pin -> {
                String said = here.texts().say("cli.forced", service, FactLines.who(pin.actor()), pin.why());
                here.talking().say(here.talking().paint(Colour.YELLOW, said));
            });
        }
        return wishes;
    }

    private static Set<ServiceId> ids(List<Card> cards) {
        return new LinkedHashSet<>(cards.stream().map(Card::id).toList());
    }

    /// The named ones, or all that can be started; a stop goes through them backwards.
    private List<Card> chosen(Here here, List<Card> cards) throws Failure {
        List<String> names = here.input().operands();
        for (String name : names) {
            if (cards.stream().noneMatch(card -> card.id().name().equals(name))) {
                String all = String.join(", ", cards.stream().map(card -> card.id().name()).toList());
                throw Failure.of(Exit.USAGE, "cli.unknown-service", name, all);
            }
        }
        List<Card> chosen = cards.stream()
                .filter(card -> names.isEmpty() ? !card.watched() : names.contains(card.id().name()))
                .toList();
        return request == Event.Order.STOP ? chosen.reversed() : chosen;
    }

    private static List<String> atWork(List<ServiceId> services, Picture picture) {
        return services.stream()
                .filter(service -> picture.service(service)
                        .filter(status -> !ServiceWords.isStoppedOnPurpose(status))
                        .isPresent())
                .map(ServiceId::name)
                .toList();
    }

    private void warn(Here here, List<String> dependants) {
        if (!dependants.isEmpty()) {
            String key = request == Event.Order.STOP ? "cli.stop.affects" : "cli.restart.affects";
            String said = here.texts().say(key, String.join(", ", dependants));
            here.talking().say(here.talking().paint(Colour.YELLOW, said));
        }
    }

    /// As long as it may take by the configuration: each in turn stops and starts, or is reloaded and answers. And as much again as the daemon takes to prove
    /// a stop and to check once more.
    private long patienceNanos(List<Card> cards) {
        long slack = 30_000_000_000L;
        long sum = slack;
        for (Card card : cards) {
            sum = Math.addExact(sum, switch (request) {
                case START -> card.startWithinNanos();
                case STOP -> card.stopWithinNanos();
                case RESTART -> card.stopWithinNanos() + card.startWithinNanos();
                case RELOAD -> card.reloadWithinNanos() + card.startWithinNanos();
            });
        }
        return sum;
    }

    private static Exit report(Here here, List<Outcome> outcomes) {
        Exit exit = outcomes.stream().map(Outcome::exit).filter(one -> one != Exit.GOOD).min(Comparator.naturalOrder()).orElse(Exit.GOOD);
        if (here.wantsJson()) {
            here.terminal().say(Json.pretty(new Tree()
                    .put("schema", PictureJson.SCHEMA)
                    .put("good", exit == Exit.GOOD)
                    .put("services", outcomes.stream().map(outcome -> outcome.tree(here.texts())).toList())
                    .map()));
            return exit;
        }
        outcomes.forEach(outcome -> here.terminal()
                .say(here.terminal().paint(outcome.isGood() ? Colour.GREEN : Colour.RED, here.texts().say(outcome.reason()))));
        return exit;
    }
}
