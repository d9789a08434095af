package holdfast.cli;

import holdfast.daemon.control.Card;
import holdfast.daemon.control.ControlClient;
import holdfast.daemon.control.Json;
import holdfast.daemon.control.Picture;
import holdfast.daemon.control.PictureJson;
import holdfast.daemon.control.Refusal;
import holdfast.daemon.control.Tree;
import holdfast.model.Event;
import holdfast.model.ServiceId;
import holdfast.model.Status.ServiceStatus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// `holdfast start`, `stop` and `restart`: tells the daemon, then waits until the result is proven.
final class OperateVerb implements Verb {
    private final Configured configured;
    private final Event.Request request;

    OperateVerb(Configured configured, VerbName verb) {
        this.configured = configured;
        this.request = Event.Request.valueOf(verb.name());
    }

    @Override
    public Exit run(Here here) throws Failure, IOException {
        Optional<Long> within = Options.span(here, VerbName.Flag.WITHIN);
        try (ControlClient daemon = configured.open()) {
            List<Card> cards = daemon.cards();
            List<Card> chosen = chosen(here, cards);
            Set<ServiceId> ids = new LinkedHashSet<>(chosen.stream().map(Card::id).toList());
            if (request != Event.Request.START) {
                warn(here, Needs.dependants(cards, ids), daemon.picture());
            }
            var wait = new OutcomeWait(daemon, request, here);
            wait.note(ids);
            for (Card card : chosen) {
                daemon.operate(card.id(), request);
            }
            List<Outcome> outcomes = wait.until(within.orElseGet(() -> patienceNanos(Needs.withNeeds(cards, ids))));
            report(here, outcomes);
            return outcomes.stream().allMatch(Outcome::isGood) ? Exit.GOOD : Exit.BAD;
        } catch (Refusal refusal) {
            throw Door.failure(refusal);
        }
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
        return request == Event.Request.STOP ? chosen.reversed() : chosen;
    }

    private void warn(Here here, List<ServiceId> dependants, Picture picture) {
        List<String> hit = new ArrayList<>();
        for (ServiceId dependant : dependants) {
            Optional<ServiceStatus> status = picture.service(dependant);
            if (status.isPresent() && !ServiceWords.isStoppedOnPurpose(status.get())) {
                hit.add(dependant.name());
            }
        }
        if (!hit.isEmpty() && !here.wantsJson()) {
            String key = request == Event.Request.STOP ? "cli.stop.affects" : "cli.restart.affects";
            here.terminal().say(here.terminal().paint(Colour.YELLOW, here.texts().say(key, String.join(", ", hit))));
        }
    }

    /// As long as it may take by the configuration: each in turn stops and starts. And as much again as the daemon takes to prove
    /// a stop and to check once more.
    private long patienceNanos(List<Card> cards) {
        long slack = 30_000_000_000L;
        long sum = slack;
        for (Card card : cards) {
            sum = Math.addExact(sum, request == Event.Request.STOP ? 0 : card.startWithinNanos());
            sum = Math.addExact(sum, request == Event.Request.START ? 0 : card.stopWithinNanos());
        }
        return sum;
    }

    private static void report(Here here, List<Outcome> outcomes) {
        if (here.wantsJson()) {
            here.terminal().say(Json.pretty(new Tree()
                    .put("schema", PictureJson.SCHEMA)
                    .put("good", outcomes.stream().allMatch(Outcome::isGood))
                    .put("services", outcomes.stream().map(outcome -> outcome.tree(here.texts())).toList())
                    .map()));
            return;
        }
        outcomes.forEach(outcome -> here.terminal()
                .say(here.terminal().paint(outcome.isGood() ? Colour.GREEN : Colour.RED, here.texts().say(outcome.reason()))));
    }
}
