package holdfast.diagnosis;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Takes names out of a line of output. A line that names nothing known is no fault.
final class Words {
    /// Characters of a line that are looked at; what names a cause stands at its beginning.
    private static final int LINE_MAX = 500;

    /// `DATABASE_URL`: upper case with an underscore, as settings are called nearly everywhere.
    private static final Pattern SETTING = Pattern.compile("\\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\\b");

    /// `Cannot find module 'express'`, `No module named 'django'`
    private static final Pattern QUOTED = Pattern.compile("['\"]([^'\"]{1,200})['\"]");

    /// `ClassNotFoundException: com.shop.Main`, `NoClassDefFoundError: com/shop/Main`
    private static final Pattern CLASS = Pattern.compile("(?:ClassNotFoundException|NoClassDefFoundError):? ([\\w.$/]{1,200})");

    /// `127.0.0.1:5432`, `[::1]:6379`, `db.example:5432`
    private static final Pattern ADDRESS = Pattern.compile("(\\[[0-9a-fA-F:]{2,39}]|[\\w-]{1,63}(?:\\.[\\w-]{1,63}){0,8}):(\\d{2,5})\\b");

    /// `host "localhost" (127.0.0.1) and accepting TCP/IP connections on port 5432`, `server at "db", port 5432 failed`
    private static final Pattern PORT = Pattern.compile("\\bport (\\d{2,5})\\b");

    private Words() {}

    static Optional<String> setting(String line) {
        return first(SETTING, line, 0);
    }

    static Optional<String> part(String line) {
        return first(CLASS, line, 1).or(() -> first(QUOTED, line, 1));
    }

    static Optional<String> address(String line) {
        // The colon of `postgres://user:word@host` is followed by a password.
        String withoutUrls = line.contains("://") ? "" : line;
        return first(ADDRESS, withoutUrls, 0).or(() -> first(PORT, line, 0));
    }

    private static Optional<String> first(Pattern pattern, String line, int group) {
        Matcher matcher = pattern.matcher(line.length() > LINE_MAX ? line.substring(0, LINE_MAX) : line);
        return matcher.find() ? Optional.ofNullable(matcher.group(group)) : Optional.empty();
    }
}
