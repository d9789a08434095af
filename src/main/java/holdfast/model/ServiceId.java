package holdfast.model;

/// The name of a service, as written in the configuration. Unique within one configuration.
public record ServiceId(String name) implements Comparable<ServiceId> {
    public ServiceId {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a service needs a name");
        }
    }

    /// Written out, as [#hashCode] is: it is asked all the time, and the first call of a generated one costs a start of the
    /// command line ten milliseconds.
    @Override
    public boolean equals(Object other) {
        return other instanceof ServiceId that && name.equals(that.name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
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
