package holdfast.config;

import holdfast.config.ServiceReader.Need;
import holdfast.model.ServiceSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Looks at who needs whom, and whom checks blame: names that do not exist, names twice, cycles. A cycle is told once, whole, where it closes.
final class Needs {
    private final Map<String, ServiceReader.Read> services = new LinkedHashMap<>();
    private final Problems problems;
    private final Set<String> done = new HashSet<>();
    private final List<String> way = new ArrayList<>();

    Needs(List<ServiceReader.Read> services, Problems problems) {
        services.forEach(service -> this.services.put(service.name(), service));
        this.problems = problems;
    }

    void check() {
        services.values().forEach(this::names);
        services.values().forEach(this::blamed);
        services.keySet().forEach(this::walk);
    }

    private void names(ServiceReader.Read service) {
        var seen = new HashSet<String>();
        for (Need need : service.needs()) {
            if (!seen.add(need.name())) {
                problems.add(need.at(), "needs.twice", need.name());
            } else if (need.name().equals(service.name())) {
                problems.add(need.at(), "needs.self", need.name());
            } else if (!services.containsKey(need.name())) {
                unknown(need);
            }
        }
    }

    /// Only what can be healed is worth blaming.
    private void blamed(ServiceReader.Read service) {
        for (Need blame : service.blamed()) {
            ServiceReader.Read other = services.get(blame.name());
            if (other == null) {
                unknown(blame);
            } else if (blame.name().equals(service.name())) {
                problems.add(blame.at(), "blame.self", blame.name());
            } else if (other.spec().filter(ServiceSpec::isWatched).isPresent()) {
                problems.add(blame.at(), "blame.watched", blame.name());
            }
        }
    }

    private void unknown(Need need) {
        Optional<String> guess = Spelling.guess(need.name(), services.keySet());
        if (guess.isPresent()) {
            problems.add(need.at(), "needs.guess", need.name(), guess.get());
        } else {
            problems.add(need.at(), "needs.unknown", need.name());
        }
    }

    /// Depth first, with a stack of our own: a chain of ten thousand services is silly, but no reason to fall over.
    private void walk(String start) {
        var left = new ArrayList<List<Need>>();
        enter(start, left);
        while (!left.isEmpty()) {
            List<Need> rest = left.getLast();
            if (rest.isEmpty()) {
                left.removeLast();
                done.add(way.removeLast());
                continue;
            }
            Need need = rest.removeFirst();
            int seen = way.indexOf(need.name());
            if (seen >= 0 && seen < way.size() - 1) {
                problems.add(need.at(), "needs.cycle", String.join(" → ", way.subList(seen, way.size())) + " → " + need.name());
            } else if (seen < 0) {
                enter(need.name(), left);
            }
        }
    }

    private void enter(String name, List<List<Need>> left) {
        ServiceReader.Read service = services.get(name);
        if (service != null && !done.contains(name)) {
            way.add(name);
            left.add(new ArrayList<>(service.needs()));
        }
    }
}
