package holdfast.model;

/// The name of a service, as written in the configuration. Unique within one configuration.
public record ServiceId(String name) implements Comparable<ServiceId> {
    public ServiceId {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a service needs a name");
        }
    }

    @Override
    public int compareTo(ServiceId other) {
        return name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return name;
    }
}
