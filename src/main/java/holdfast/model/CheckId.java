package holdfast.model;

/// Names one check of one service. Unique within one configuration.
public record CheckId(ServiceId service, String name) implements Comparable<CheckId> {
    @Override
    public int compareTo(CheckId other) {
        int byService = service.compareTo(other.service);
        return byService != 0 ? byService : name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return service.name() + "/" + name;
    }
}
