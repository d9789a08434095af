package holdfast.linux;

/// A user as the system knows it, passwd(5).
public record Account(String name, long userId, long groupId, String home) {}
