package holdfast.linux;

import java.util.List;
import java.util.OptionalLong;

/// The mark in the environment of every process that Holdfast starts, `HOLDFAST_TOKEN=INSTANCE:SERVICE:INCARNATION`. Children
/// inherit it through any number of forks, sessions and deaths of parents, so it proves that a process is ours when nothing else
/// is left to.
///
/// @param instance tells this Holdfast from every other on the machine
public record ProcessMark(String instance, String service, long incarnation) {
    public static final String VARIABLE = "HOLDFAST_TOKEN";

    public String value() {
        return instance + ":" + service + ":" + incarnation;
    }

    /// The incarnation that an environment (`NAME=value` each) is marked with, if it is marked for this instance and service.
    public static OptionalLong find(String instance, String service, List<String> environment) {
        String prefix = VARIABLE + "=" + instance + ":" + service + ":";
        return environment.stream()
                .filter(one -> one.startsWith(prefix))
                .map(one -> one.substring(prefix.length()))
                // A service called `a:1` must not take a mark of `a` for its own.
                .filter(number -> number.matches("[1-9][0-9]{0,17}"))
                .mapToLong(Long::parseLong)
                .findFirst();
    }
}
