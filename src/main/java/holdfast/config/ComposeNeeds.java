package holdfast.config;

import holdfast.config.ServiceReader.Need;
import holdfast.config.ServiceReader.Read;
import holdfast.model.DriverSpec;
import holdfast.model.ServiceSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Compares what a Compose file says of dependencies with `needs`. Compose starts in that order and no more; only `needs` makes a
/// service wait for the health of another, and keeps it from being restarted for what is another's fault.
final class ComposeNeeds {
    private ComposeNeeds() {}

    static List<Problem> notices(List<Read> services) {
        var notices = new ArrayList<Problem>();
        for (Read service : services) {
            compose(service).ifPresent(spec -> {
                for (String dependency : ComposeFile.dependenciesOf(spec.files(), spec.service())) {
                    services.stream()
                            .filter(other -> compose(other).filter(it -> isIt(it, spec, dependency)).isPresent())
                            .map(Read::name)
                            .filter(name -> service.needs().stream().map(Need::name).noneMatch(name::equals))
                            .findFirst()
                            .ifPresent(name -> notices.add(
                                    Problems.problem(service.at(), "compose.needs", service.name(), name, dependency)));
                }
            });
        }
        return notices;
    }

    private static boolean isIt(DriverSpec.Compose candidate, DriverSpec.Compose spec, String dependency) {
        return candidate.service().equals(dependency)
                && candidate.files().equals(spec.files())
                && candidate.project().equals(spec.project());
    }

    private static Optional<DriverSpec.Compose> compose(Read service) {
        return service.spec()
                .map(ServiceSpec::driver)
                .filter(DriverSpec.Compose.class::isInstance)
                .map(DriverSpec.Compose.class::cast);
    }
}
