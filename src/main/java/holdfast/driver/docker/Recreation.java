package holdfast.driver.docker;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Puts a new container, of the same image and with the same settings, in the place of one that is down. The old one keeps waiting
/// under another name until the new one runs; if it does not come to run, the old one gets its name back. So whenever this is
/// interrupted, there is one that can be started.
///
/// Threading: any; blocks its caller.
final class Recreation {
    /// Put behind the name of the one that waits.
    static final String WAITING = ".before-holdfast";

    /// From here on a container can be made with several networks at once.
    private static final String SEVERAL_NETWORKS = "1.44";

    private final Engine engine;

    Recreation(Engine engine) {
        this.engine = engine;
    }

    /// The id of the new container, which runs.
    Reply<String> replace(Container old) {
        String waiting = old.name() + WAITING;
        // Left by one that was interrupted after the new one ran.
        Reply<Boolean> _ = engine.remove(waiting);
        return engine.rename(old.id(), waiting).then(_ -> {
            Reply<String> made = make(old);
            if (made instanceof Reply.Said<String>) {
                Reply<Boolean> _ = engine.remove(old.id());
            } else {
                Reply<Boolean> _ = engine.remove(old.name());
                Reply<Boolean> _ = engine.rename(old.id(), old.name());
            }
            return made;
        });
    }

    /// A new container like one that is not there any more, running.
    Reply<String> make(Container model) {
        return engine.client().ping().then(version -> {
            boolean atOnce = !EngineClient.isOlder(version, SEVERAL_NETWORKS);
            Map<String, Map<String, ?>> networks = networks(model);
            return engine.create(model.name(), settings(model, networks, atOnce)).then(id -> {
                List<String> later = atOnce || networks.size() < 2
                        ? List.of()
                        : networks.keySet().stream()
                                .filter(name -> !name.equals(first(model, networks)))
                                .toList();
                return connected(id, later, networks).then(_ -> engine.start(id)).map(_ -> id);
            });
        });
    }

    /// Gives a container its name back that waits for a recreation which was interrupted. False when none does.
    boolean undo(String name) {
        return engine.inspect(name + WAITING) instanceof Reply.Said<Container>(Container waiting)
                && engine.rename(waiting.id(), name) instanceof Reply.Said<Boolean>;
    }

    private Reply<Boolean> connected(String id, List<String> later, Map<String, Map<String, ?>> networks) {
        Reply<Boolean> connected = new Reply.Said<>(true);
        for (String network : later) {
            connected = connected.then(_ -> engine.connect(network, id, networks.getOrDefault(network, Map.of())));
        }
        return connected;
    }

    /// What `POST /containers/create` is told.
    static Map<String, ?> settings(Container model, Map<String, Map<String, ?>> networks, boolean allNetworks) {
        JsonObject inspected = model.settings();
        var body = new LinkedHashMap<String, @Nullable Object>(inspected.in("Config").fields());
        String mode = inspected.in("HostConfig").text("NetworkMode").orElse("default");
        boolean isNamedByEngine = model.id().startsWith(inspected.in("Config").text("Hostname").orElse(""));
        if (isNamedByEngine || mode.startsWith("container:") || mode.equals("host")) {
            // Its own id, or the name of the one whose network it shares: not its to say.
            body.remove("Hostname");
            body.remove("Domainname");
        }
        if (mode.startsWith("container:")) {
            body.remove("ExposedPorts");
        }
        // Belongs to the endpoint, where the engine puts it by itself.
        body.remove("MacAddress");
        var host = new LinkedHashMap<String, @Nullable Object>(inspected.in("HostConfig").fields());
        host.put("Binds", binds(inspected));
        body.put("HostConfig", host);
        var endpoints = new TreeMap<String, Object>(networks);
        if (!allNetworks) {
            endpoints.keySet().retainAll(List.of(first(model, networks)));
        }
        body.put("NetworkingConfig", Map.of("EndpointsConfig", endpoints));
        return body;
    }

    /// The declared ones, and every volume without a name that the old one got: what is in it must not be lost.
    private static List<String> binds(JsonObject inspected) {
        JsonObject host = inspected.in("HostConfig");
        var binds = new ArrayList<>(host.texts("Binds"));
        List<String> declared = new ArrayList<>();
        binds.forEach(bind -> declared.add(bind.split(":", 3)[bind.indexOf(':') < 0 ? 0 : 1]));
        host.objects("Mounts").forEach(mount -> mount.text("Target").ifPresent(declared::add));
        for (JsonObject mount : inspected.objects("Mounts")) {
            String target = mount.text("Destination").orElse("");
            boolean isVolume = mount.text("Type").orElse("").equals("volume");
            if (isVolume && !declared.contains(target)) {
                binds.add(mount.text("Name").orElse("") + ":" + target + (mount.isTrue("RW") ? "" : ":ro"));
            }
        }
        return binds;
    }

    /// Name → what was asked for when it was connected; what the engine has made of that is left out.
    static Map<String, Map<String, ?>> networks(Container model) {
        JsonObject all = model.settings().in("NetworkSettings").in("Networks");
        var networks = new TreeMap<String, Map<String, ?>>();
        for (String name : all.fields().keySet()) {
            JsonObject endpoint = all.in(name);
            var asked = new TreeMap<String, Object>();
            for (String key : List.of("IPAMConfig", "DriverOpts")) {
                endpoint.object(key).ifPresent(value -> asked.put(key, value.fields()));
            }
            asked.put("Links", endpoint.texts("Links"));
            asked.put("Aliases", endpoint.texts("Aliases").stream()
                    .filter(alias -> !model.id().startsWith(alias))
                    .toList());
            networks.put(name, asked);
        }
        return networks;
    }

    /// The one it is made in, where it can be made in one alone.
    private static String first(Container model, Map<String, Map<String, ?>> networks) {
        String mode = model.settings().in("HostConfig").text("NetworkMode").orElse("default");
        String named = mode.equals("default") ? "bridge" : mode;
        return networks.containsKey(named)
                ? named
                : networks.keySet().stream().findFirst().orElse("");
    }
}
