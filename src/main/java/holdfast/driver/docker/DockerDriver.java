package holdfast.driver.docker;

import holdfast.driver.Driver;
import holdfast.driver.Drivers;
import holdfast.driver.Errand;
import holdfast.driver.HealthSource;
import holdfast.driver.Machine;
import holdfast.driver.RivalSource;
import holdfast.driver.docker.Ward.Surroundings;
import holdfast.model.CheckSpec;
import holdfast.model.Command;
import holdfast.model.DriverSpec;
import holdfast.model.Event;
import holdfast.model.Event.ReloadOutcome;
import holdfast.model.ProbeResult;
import holdfast.model.Question;
import holdfast.model.Reason;
import holdfast.model.ServiceId;
import holdfast.model.ServiceSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// Keeps services that are containers, over the engines' own API. One stream of events per engine, shared by all its services;
/// nothing is polled. An engine that is slow, hung or gone says nothing of its containers, and delays no service of another.
///
/// Threading: any. Commands run on virtual threads; those for one service wait for one another.
public final class DockerDriver implements Driver, HealthSource, RivalSource, Drivers.Closeable {
    private final Map<String, String> environment;
    private final Path notes;
    private final Surroundings surroundings;
    private final ComposeProgram compose;
    private final Deadlines deadlines = new Deadlines();
    private final Map<Endpoint, Station> stations = new ConcurrentHashMap<>();
    private final Map<ServiceId, Posted> wards = new ConcurrentHashMap<>();

    /// A service at the engine where it is.
    private record Posted(Endpoint endpoint, Ward ward, Reload reload) {}

    /// @param environment of Holdfast: says where the engine is when the configuration does not
    /// @param notes directory, made when it is first needed
    public DockerDriver(Machine machine, Map<String, String> environment, Path notes, Consumer<Event> events) {
        this.environment = Map.copyOf(environment);
        this.notes = notes;
        this.compose = new ComposeProgram(new Errand(machine));
        this.surroundings = new Surroundings(
                new Identities(machine.lookups().table(), machine.bootId()), deadlines, events);
    }

    @Override
    public void start(Command.StartProcess command, ServiceSpec service) {
        Target target = target(service);
        ward(service, target).start(command, target, service.stopWithinNanos());
    }

    @Override
    public void stop(Command.StopProcess command, ServiceSpec service) {
        Target target = target(service);
        ward(service, target).stop(command, target);
    }

    @Override
    public void reload(Command.ReloadProcess command, ServiceSpec service) {
        Target target = target(service);
        ward(service, target).carryOut(target, () -> {
            ReloadOutcome outcome = posted(service.id()).reload().reload(target, service.reload(), command.withinNanos());
            surroundings.events().accept(new Event.ReloadAnswered(service.id(), command.command(), outcome));
        });
    }

    @Override
    public void observe(Command.ObserveProcess command, ServiceSpec service) {
        Target target = target(service);
        ward(service, target).observe(command, target);
    }

    @Override
    public ProbeResult health(ServiceSpec service, long withinNanos) {
        long begin = System.nanoTime();
        Engine engine = station(endpoint(service)).engine().within(withinNanos);
        HealthWord word = HealthWord.of(new Lookup(engine).find(target(service)));
        return ProbeResult.of(word.outcome(), word.reason(), System.nanoTime() - begin);
    }

    @Override
    public Optional<List<Reason>> rivals(ServiceSpec service) {
        Engine engine = station(endpoint(service)).engine();
        return switch (new Lookup(engine).find(target(service))) {
            case Lookup.Place.One(Container container) -> new Neighbours(engine).of(container);
            case Lookup.Place.None _ -> Optional.of(List.of());
            case Lookup.Place.Unclear _ -> Optional.empty();
        };
    }

    @Override
    public void close() {
        stations.values().forEach(Station::close);
        deadlines.close();
    }

    private Ward ward(ServiceSpec service, Target target) {
        Endpoint endpoint = endpoint(service);
        Ward ward = wards.compute(service.id(), (id, posted) -> {
                    if (posted != null && posted.endpoint().equals(endpoint)) {
                        return posted;
                    }
                    if (posted != null) {
                        station(posted.endpoint()).remove(posted.ward());
                    }
                    return begin(id, target, endpoint);
                })
                .ward();
        ward.isAskedForHealthBy(service.checks().stream()
                .filter(check -> check.question() instanceof Question.BackendHealth)
                .map(CheckSpec::id)
                .toList());
        return ward;
    }

    private Posted posted(ServiceId id) {
        return Objects.requireNonNull(wards.get(id), "posted before");
    }

    private Posted begin(ServiceId id, Target target, Endpoint endpoint) {
        Station station = station(endpoint);
        Notes note = Notes.in(notes, id.name());
        var hands = new Hands(station.engine(), new Lookup(station.engine()), compose, note);
        var ward = new Ward(id, target, hands, new Past(station.engine(), note), surroundings);
        station.add(ward);
        return new Posted(endpoint, ward, new Reload(hands, station.engine(), surroundings.identities()));
    }

    private Station station(Endpoint endpoint) {
        return stations.computeIfAbsent(endpoint, where -> new Station(where, deadlines));
    }

    private Endpoint endpoint(ServiceSpec service) {
        return endpoint(service, environment);
    }

    static Endpoint endpoint(ServiceSpec service, Map<String, String> environment) {
        return switch (service.driver()) {
            case DriverSpec.Docker docker -> Endpoint.of(docker.host(), docker.tlsDirectory(), environment);
            case DriverSpec.Compose compose -> Endpoint.of(compose.host(), Optional.empty(), environment);
            case DriverSpec.Run _, DriverSpec.Watch _, DriverSpec.Pm2 _, DriverSpec.Systemd _, DriverSpec.Commands _ ->
                throw misdirected(service);
        };
    }

    static Target target(ServiceSpec service) {
        return switch (service.driver()) {
            case DriverSpec.Docker docker -> switch (docker.by()) {
                case NAME -> Target.ofName(docker.selector());
                case LABEL -> Target.ofLabels(docker.selector());
            };
            case DriverSpec.Compose compose -> Target.ofCompose(new ComposeProject(
                    compose.files(),
                    compose.project().orElseGet(() -> ComposeProject.derived(compose.files().getFirst())),
                    compose.service(),
                    compose.host()));
            case DriverSpec.Run _, DriverSpec.Watch _, DriverSpec.Pm2 _, DriverSpec.Systemd _, DriverSpec.Commands _ ->
                throw misdirected(service);
        };
    }

    private static IllegalStateException misdirected(ServiceSpec service) {
        return new IllegalStateException(service.id() + " is not kept by a container engine");
    }
}
