package holdfast.driver;

import holdfast.model.Incarnation;
import holdfast.model.ServiceId;
import java.util.List;
import java.util.Optional;

/// The mark in the environment of every process we start, `HOLDFAST_TOKEN=INSTANCE:SERVICE:INCARNATION`. Children inherit it
/// through any number of forks, sessions and deaths of parents, so it proves that a process is ours when nothing else is left to.
///
/// @param instance tells this Holdfast from every other on the machine
record Token(String instance, ServiceId service, Incarnation incarnation) {
    static final String VARIABLE = "HOLDFAST_TOKEN";

    String value() {
        return instance + ":" + service.name() + ":" + incarnation.number();
    }

    /// The incarnation that an environment (`NAME=value` each) is marked with, if it is marked for this instance and service.
    static Optional<Incarnation> find(String instance, ServiceId service, List<String> environment) {
        String prefix = VARIABLE + "=" + instance + ":" + service.name() + ":";
        return environment.stream()
                .filter(one -> one.startsWith(prefix))
                .map(one -> one.substring(prefix.length()))
                // A service called `a:1` must not take a mark of `a` for its own.
                .filter(number -> number.matches("[1-9][0-9]{0,17}"))
                .map(number -> new Incarnation(Long.parseLong(number)))
                .findFirst();
    }
}
