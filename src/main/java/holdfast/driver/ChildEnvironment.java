package holdfast.driver;

import holdfast.linux.Account;
import holdfast.linux.ProgramSearch;
import holdfast.model.DriverSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The environment that a service gets: Holdfast's own; what belongs to the account it runs as; what the configuration says, which
/// wins over both; and our marks, which nothing overrides.
final class ChildEnvironment {
    private final Map<String, String> variables;

    /// @param inherited Holdfast's own environment
    /// @param account whose HOME, USER and LOGNAME it gets; absent = ours stay
    ChildEnvironment(Map<String, String> inherited, DriverSpec.Run run, Optional<Account> account, Token token) {
        var all = new TreeMap<>(inherited);
        account.ifPresent(user -> {
            all.put("HOME", user.home());
            all.put("USER", user.name());
            all.put("LOGNAME", user.name());
        });
        run.port().ifPresent(port -> all.put("PORT", Integer.toString(port)));
        all.putAll(run.environment());
        all.put(Token.VARIABLE, token.value());
        all.put("HOLDFAST_SERVICE", token.service().name());
        all.put("HOLDFAST_INCARNATION", Long.toString(token.incarnation().number()));
        variables = Map.copyOf(all);
    }

    /// Where its programs are looked for.
    String path() {
        return variables.getOrDefault("PATH", ProgramSearch.DEFAULT_PATH);
    }

    /// `NAME=value` each, by name.
    List<String> entries() {
        return new TreeMap<>(variables)
                .entrySet().stream().map(one -> one.getKey() + "=" + one.getValue()).toList();
    }
}
