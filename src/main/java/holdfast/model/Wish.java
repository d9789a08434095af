package holdfast.model;

/// What a service should be, as far as people and configuration go.
public enum Wish {
    UP,
    DOWN
}
