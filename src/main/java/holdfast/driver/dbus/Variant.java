package holdfast.driver.dbus;

/// A value that carries its own type, for writing. Reading gives the bare value.
public record Variant(String signature, Object value) {}
