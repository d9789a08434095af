package holdfast.daemon.control;

import holdfast.daemon.Reloader;
import holdfast.model.CheckId;
import holdfast.model.Event;
import holdfast.model.ProbeResult;
import holdfast.model.ServiceId;
import holdfast.model.Stamped;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/// A daemon that shows what a test tells it to and remembers what it was asked.
public final class ScriptedDaemon implements Served {
    /// One wish, as it arrived.
    public record Asked(ServiceId service, Event.Request request, String actor) {}

    private final List<Consumer<Stamped>> followers = new CopyOnWriteArrayList<>();
    private final List<Stamped> facts = new CopyOnWriteArrayList<>();
    private final BlockingQueue<Asked> asked = new LinkedBlockingQueue<>();
    private volatile Picture picture;
    private volatile List<Card> cards = List.of();
    private volatile List<IncidentTold> incidents = List.of();
    private volatile List<PortUse> ports = List.of();
    private volatile Optional<ProbeResult> answer = Optional.empty();
    private volatile Reloader.Outcome rereading = new Reloader.Outcome.Unchanged(false);
    private final List<Set<PortFreed.Stranger>> freeing = new CopyOnWriteArrayList<>();
    private volatile PortFreed freed = new PortFreed(PortFreed.Result.FREE, Samples.REASON);
    private volatile PortFreed forced = freed;
    private volatile Plan plan = new Plan(List.of(), List.of());
    private volatile List<Event.OperatorAsked> foreseen = List.of();
    private volatile boolean isBusy;
    private volatile Consumer<Asked> reaction = ask -> {};

    public ScriptedDaemon(Picture picture) {
        this.picture = picture;
    }

    public ScriptedDaemon shows(Picture next) {
        picture = next;
        return this;
    }

    public ScriptedDaemon has(Card... all) {
        cards = List.of(all);
        return this;
    }

    public ScriptedDaemon tells(IncidentTold... all) {
        incidents = List.of(all);
        return this;
    }

    public ScriptedDaemon rereads(Reloader.Outcome outcome) {
        rereading = outcome;
        return this;
    }

    public ScriptedDaemon holds(PortUse... all) {
        ports = List.of(all);
        return this;
    }

    public ScriptedDaemon answersProbes(ProbeResult result) {
        answer = Optional.of(result);
        return this;
    }

    public ScriptedDaemon foresees(Plan next) {
        plan = next;
        return this;
    }

    /// The wishes that a plan was last asked for.
    public List<Event.OperatorAsked> foreseen() {
        return foreseen;
    }

    /// What comes of freeing a port, without force and with it.
    public ScriptedDaemon frees(PortFreed plainly, PortFreed byForce) {
        freed = plainly;
        forced = byForce;
        return this;
    }

    /// Each time somebody wanted a port freed, who was to be ended by force.
    public List<Set<PortFreed.Stranger>> freeing() {
        return freeing;
    }

    public ScriptedDaemon isBusy() {
        isBusy = true;
        return this;
    }

    /// What it does when it is asked for something.
    public ScriptedDaemon reacts(Consumer<Asked> does) {
        reaction = does;
        return this;
    }

    public void happens(Stamped fact) {
        facts.add(fact);
        followers.forEach(follower -> follower.accept(fact));
    }

    public BlockingQueue<Asked> asked() {
        return asked;
    }

    public int followers() {
        return followers.size();
    }

    @Override
    public Picture picture() {
        return picture;
    }

    @Override
    public List<Card> cards() {
        return cards;
    }

    @Override
    public boolean ask(ServiceId service, Event.Request request, String actor) {
        var wish = new Asked(service, request, actor);
        asked.add(wish);
        reaction.accept(wish);
        return !isBusy;
    }

    @Override
    public Plan plan(List<Event.OperatorAsked> wishes, List<ServiceId> chosen) {
        foreseen = List.copyOf(wishes);
        return plan;
    }

    @Override
    public Optional<ProbeResult> probe(CheckId check) {
        return answer;
    }

    @Override
    public List<Stamped> facts(Optional<ServiceId> service, int most) {
        List<Stamped> chosen = facts.stream()
                .filter(stamped -> service.isEmpty() || stamped.fact().service().equals(service.get()))
                .toList();
        return chosen.subList(Math.max(0, chosen.size() - most), chosen.size());
    }

    @Override
    public List<IncidentTold> incidents(int most) {
        return incidents.subList(0, Math.min(most, incidents.size()));
    }

    @Override
    public List<Stamped> incident(long number) {
        return incidents.stream().anyMatch(each -> each.id() == number) ? List.copyOf(facts) : List.of();
    }

    @Override
    public Reloader.Outcome reread() {
        return rereading;
    }

    @Override
    public List<PortUse> ports() {
        return ports;
    }

    @Override
    public PortFreed freePort(int port, Set<PortFreed.Stranger> named) {
        freeing.add(named);
        return named.isEmpty() ? freed : forced;
    }

    @Override
    public Following follow(Consumer<Stamped> fact) {
        followers.add(fact);
        return () -> followers.remove(fact);
    }
}
