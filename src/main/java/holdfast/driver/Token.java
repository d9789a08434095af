package holdfast.driver;

import holdfast.linux.ProcessMark;
import holdfast.model.Incarnation;
import holdfast.model.ServiceId;
import java.util.List;
import java.util.Optional;

/// The mark of an incarnation, see [ProcessMark].
///
/// @param instance tells this Holdfast from every other on the machine
public record Token(String instance, ServiceId service, Incarnation incarnation) {
    static final String VARIABLE = ProcessMark.VARIABLE;

    String value() {
        return new ProcessMark(instance, service.name(), incarnation.number()).value();
    }

    /// The incarnation that an environment (`NAME=value` each) is marked with, if it is marked for this instance and service.
    public static Optional<Incarnation> find(String instance, ServiceId service, List<String> environment) {
        return ProcessMark.find(instance, service.name(), environment).stream()
                .mapToObj(Incarnation::new)
                .findFirst();
    }
}
