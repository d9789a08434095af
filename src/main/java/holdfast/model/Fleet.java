package holdfast.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/// All services of one configuration. Every service has an index, and whatever a service needs has a smaller index than
/// itself, so a walk upwards is a start order and a walk downwards a stop order.
///
/// Invariant: `needs` form no cycle and name only services of this fleet; the constructor refuses anything else.
public final class Fleet {
    public static final Fleet EMPTY = new Fleet(List.of());

    private final List<ServiceSpec> services;
    private final HostPolicy host;
    private final List<List<Integer>> accusers;
    private final Map<ServiceId, Integer> indexes;
    private final List<List<Integer>> needs;
    private final List<List<Integer>> dependants;

    /// @throws IllegalArgumentException on a duplicate name, an unknown need, or a cycle; `config` reports these with line and
    ///     column before it ever gets here
    public Fleet(List<ServiceSpec> unordered, HostPolicy host) {
        this.host = host;
        services = startOrder(unordered);
        indexes = HashMap.newHashMap(services.size());
        needs = new ArrayList<>();
        dependants = new ArrayList<>();
        for (int i = 0; i < services.size(); i++) {
            indexes.put(services.get(i).id(), i);
            dependants.add(new ArrayList<>());
            var mine = new ArrayList<Integer>();
            for (ServiceId need : services.get(i).needs()) {
                int index = index(need).orElseThrow();
                mine.add(index);
                dependants.get(index).add(i);
            }
            needs.add(List.copyOf(mine));
        }
        accusers = services.stream().map(spec -> accusing(spec.id())).toList();
    }

    /// With the default bounds of the host.
    public Fleet(List<ServiceSpec> unordered) {
        this(unordered, HostPolicy.DEFAULT);
    }

    public HostPolicy host() {
        return host;
    }

    /// Indexes of those that have a check which blames the service at `index`, in start order.
    public List<Integer> accusers(int index) {
        return accusers.get(index);
    }

    /// In start order.
    public List<ServiceSpec> services() {
        return services;
    }

    public int size() {
        return services.size();
    }

    public ServiceSpec service(int index) {
        return services.get(index);
    }

    /// Empty when this configuration has no such service.
    public OptionalInt index(ServiceId id) {
        Integer index = indexes.get(id);
        return index == null ? OptionalInt.empty() : OptionalInt.of(index);
    }

    /// Indexes of what the service at `index` needs, itself only directly.
    public List<Integer> needs(int index) {
        return needs.get(index);
    }

    /// Whether the service at `lower` is needed by the one at `upper`, directly or through others.
    public boolean isBelow(int lower, int upper) {
        for (int need : needs.get(upper)) {
            if (need == lower || isBelow(lower, need)) {
                return true;
            }
        }
        return false;
    }

    /// Indexes of those that directly need the service at `index`, in start order.
    public List<Integer> dependants(int index) {
        return dependants.get(index);
    }

    private List<Integer> accusing(ServiceId blamed) {
        var found = new ArrayList<Integer>();
        for (int i = 0; i < services.size(); i++) {
            if (services.get(i).checks().stream().anyMatch(check -> check.blame().filter(blamed::equals).isPresent())) {
                found.add(i);
            }
        }
        return List.copyOf(found);
    }

    /// Repeatedly takes the first service, in the given order, whose needs are all taken: stable, and quadratic only in the
    /// depth of the graph.
    private static List<ServiceSpec> startOrder(List<ServiceSpec> unordered) {
        var placed = new HashMap<ServiceId, ServiceSpec>();
        var order = new ArrayList<ServiceSpec>();
        var rest = new ArrayList<>(unordered);
        while (!rest.isEmpty()) {
            var later = new ArrayList<ServiceSpec>();
            for (ServiceSpec spec : rest) {
                if (placed.keySet().containsAll(spec.needs())) {
                    if (placed.put(spec.id(), spec) != null) {
                        throw new IllegalArgumentException("two services are called " + spec.id());
                    }
                    order.add(spec);
                } else {
                    later.add(spec);
                }
            }
            if (later.size() == rest.size()) {
                throw new IllegalArgumentException("cycle or unknown name in the needs of " + later.getFirst().id());
            }
            rest = later;
        }
        return List.copyOf(order);
    }
}
