package holdfast.daemon;

/// A listener's subscription to what goes on. Closing it ends it.
public interface Hearing extends AutoCloseable {
    @Override
    void close();
}
