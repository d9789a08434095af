package holdfast.config;

import holdfast.config.Configuration.Control;
import holdfast.config.Configuration.LogKeeping;
import holdfast.config.Configuration.OwnLog;
import holdfast.model.Fleet;
import holdfast.model.HostPolicy;
import holdfast.model.ServiceId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.nodes.Node;

/// Reads the top level of a file, and everything below it.
final class ConfigurationReader {
    /// Services of one configuration, on one machine.
    static final int MOST_SERVICES = 10_000;

    private final Source source;
    private final EnvironmentVariables variables;

    ConfigurationReader(Source source, EnvironmentVariables variables) {
        this.source = source;
        this.variables = variables;
    }

    /// @param file absent when the text was made from variables
    /// @param byDefault state directory if the file names none
    /// @return empty when there are problems
    Optional<Configuration> read(Node node, Optional<Path> file, Path byDefault) {
        var root = new Field(source, "configuration", source.at(node), node);
        Optional<Section> top = root.isMapping() ? root.section(Keys.FILE) : Optional.empty();
        if (top.isEmpty()) {
            root.problem("yaml.mapping");
            return Optional.empty();
        }
        Section section = top.get();
        Path state = section.field("state").flatMap(Field::path).orElse(byDefault);
        Optional<HostReader> host = section.section("host", Keys.HOST).map(HostReader::new);
        HostPolicy policy = host.map(HostReader::policy).orElse(HostPolicy.DEFAULT);
        List<ServiceReader.Read> services = services(section, state, host);
        Control control = control(section, state);
        OwnLog log = log(section, state);
        if (!source.problems().isEmpty()) {
            return Optional.empty();
        }
        Map<ServiceId, LogKeeping> logs = new LinkedHashMap<>();
        services.forEach(service -> service.logs().ifPresent(keeping -> logs.put(new ServiceId(service.name()), keeping)));
        var fleet = new Fleet(services.stream().flatMap(service -> service.spec().stream()).toList(), policy);
        var notices = new ArrayList<>(variables.notices());
        notices.addAll(ComposeNeeds.notices(services));
        return Optional.of(new Configuration(file, source.problems().looked(), fleet, state, control, log, logs, notices));
    }

    private List<ServiceReader.Read> services(Section top, Path state, Optional<HostReader> host) {
        Settings defaults = top.section("defaults", Keys.DEFAULTS)
                .map(section -> SettingsReader.read(section, Settings.NONE, source.directory()))
                .orElse(Settings.NONE);
        Settings base = variables.settings().over(defaults);
        Optional<Section> named = top.section("services", Keys.free("services"));
        if (!top.has("services") || named.filter(section -> section.fields().isEmpty()).isPresent()) {
            top.problem("services.none");
        }
        List<Field> fields = named.map(Section::fields).orElse(List.of());
        if (fields.size() > MOST_SERVICES) {
            top.problem("services.many", fields.size(), MOST_SERVICES);
            return List.of();
        }
        List<ServiceReader.Read> services = Stream.concat(
                        fields.stream().map(field ->
                                new ServiceReader(field, base, state.resolve("logs").resolve(logName(field))).read()),
                        host.flatMap(reader -> reader.service(base)).filter(_ -> isFree(fields)).stream())
                .toList();
        new Needs(services, source.problems()).check();
        return services;
    }

    /// Whether no service has the name that the machine gets.
    private static boolean isFree(List<Field> services) {
        Optional<Field> twice = services.stream().filter(field -> field.name().equals(HostReader.NAME)).findFirst();
        twice.ifPresent(field -> field.source().problem(field.keyAt(), "host.twice", HostReader.NAME));
        return twice.isEmpty();
    }

    /// A name that is no file name is a problem of its own, told by the service.
    private static String logName(Field service) {
        return ServiceReader.NAME.matcher(service.name()).matches() ? service.name() + ".log" : "-.log";
    }

    private Control control(Section top, Path state) {
        Optional<Section> section = top.section("control", Keys.CONTROL);
        Optional<Field> field = section.flatMap(in -> in.field("socket"));
        Path socket = field.flatMap(Field::path).orElse(state.resolve("control.sock"));
        if (!StatePaths.isSocketPath(socket)) {
            Position at = field.map(Field::at).orElse(section.map(Section::at).orElse(top.at()));
            source.problem(at, "control.socket", socket, StatePaths.SOCKET_BYTES);
        }
        Optional<Field> group = section.flatMap(in -> in.field("group"));
        if (socket.startsWith(state)) {
            // Only its owner may enter the state directory, so nobody else would ever reach a socket in it.
            group.ifPresent(in -> in.problem("control.group", state));
        }
        return new Control(socket, group.flatMap(RunReader::account));
    }

    private OwnLog log(Section top, Path state) {
        Optional<Section> section = top.section("log", Keys.LOG);
        Optional<Path> file = section.flatMap(in -> in.field("file")).flatMap(Field::path);
        var keeping = new LogKeeping(
                section.flatMap(in -> in.field("size")).flatMap(SettingsReader::logSize).orElse(Settings.LOG_BYTES),
                section.flatMap(in -> in.field("keep")).flatMap(SettingsReader::logKeep).orElse(Settings.LOG_KEEP));
        return new OwnLog(variables.log().or(() -> file).orElse(state.resolve("holdfast.log")), keeping);
    }
}
