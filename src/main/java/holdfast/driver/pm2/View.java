package holdfast.driver.pm2;

import holdfast.driver.pm2.Instance.State;
import holdfast.model.Reason;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What the instances of a service come to together. Instances of one name stand in for one another; apps of different names, in a
/// namespace, do not. What a person has stopped is not missed, unless it is all there is.
///
/// | of one name | the service |
/// |---|---|
/// | any is up | up, the others are missing |
/// | none is up, any is passing or coming | that |
/// | none is up nor coming | given up, if any is; else rested |
final class View {
    /// Milliseconds after which an instance that comes back is not waited for before another one stands for the service.
    private static final long SOON_MILLIS = 1_000;

    /// Nanoseconds that PM2 gets on top of the delay that is configured: to start Node, and `listen_timeout` (3 s) until it calls
    /// an app with `wait_ready` online.
    private static final long LAUNCH_NANOS = 5_000_000_000L;

    /// Names of other apps that are told.
    private static final int NAMES_MAX = 10;

    private View() {}

    static Sight of(List<Instance> instances) {
        if (instances.isEmpty()) {
            return new Sight.Absent();
        }
        var groups = instances.stream()
                .collect(Collectors.groupingBy(one -> one.app().name(), TreeMap::new, Collectors.toList()));
        List<Sight> sights = groups.values().stream().map(View::ofOne).toList();
        List<Sight> wanted = sights.stream().filter(one -> !(one instanceof Sight.Rested)).toList();
        return wanted.stream()
                .min(Comparator.comparingInt(View::gravity))
                .map(worst -> worst instanceof Sight.Up ? up(wanted) : worst)
                .orElseGet(sights::getFirst);
    }

    /// Why none is there, with the names that are: most often one of them was meant.
    ///
    /// @param name what was looked for
    static Reason absent(String name, List<App> apps) {
        List<String> names = apps.stream().filter(app -> !app.isModule()).map(App::name).distinct().sorted().toList();
        if (names.isEmpty()) {
            return Reason.of("driver.pm2.absent-all", name);
        }
        String more = names.size() > NAMES_MAX ? ", …" : "";
        return Reason.of("driver.pm2.absent", name, names.stream().limit(NAMES_MAX).collect(Collectors.joining(", ")) + more);
    }

    private static int gravity(Sight sight) {
        return switch (sight) {
            case Sight.Unclear _ -> 0;
            case Sight.GivenUp _ -> 1;
            case Sight.Passing _ -> 2;
            case Sight.Coming _ -> 3;
            case Sight.Up _ -> 4;
            case Sight.Rested _, Sight.Absent _ -> 5;
        };
    }

    private static Sight up(List<Sight> sights) {
        var ups = sights.stream().map(Sight.Up.class::cast).toList();
        return new Sight.Up(
                ups.getFirst().first(),
                ups.stream().flatMap(one -> one.missing().stream()).toList());
    }

    private static Sight ofOne(List<Instance> instances) {
        List<Instance> wanted =
                instances.stream().filter(one -> one.state() != State.RESTED).toList();
        if (wanted.isEmpty()) {
            return rested(instances);
        }
        Instance first = wanted.getFirst();
        List<Instance> up = wanted.stream().filter(one -> one.state() == State.UP).toList();
        if (!up.isEmpty() && !isBackSoon(first)) {
            return new Sight.Up(
                    up.getFirst().process().orElseThrow(),
                    wanted.stream()
                            .filter(one -> one.state() != State.UP)
                            .map(one -> one.app().id())
                            .toList());
        }
        Instance next = wanted.stream().min(Comparator.comparing(one -> order(one.state()))).orElse(first);
        return alone(next);
    }

    /// The process of the first instance stands for the service, so that a short absence of it is no change of process twice.
    private static boolean isBackSoon(Instance first) {
        return first.state() == State.PASSING
                || (first.state() == State.COMING && first.app().delayMillis() <= SOON_MILLIS);
    }

    private static int order(State state) {
        return switch (state) {
            case UNCLEAR -> 0;
            case PASSING -> 1;
            case COMING -> 2;
            case GIVEN_UP -> 3;
            case UP, RESTED -> 4;
        };
    }

    private static Sight alone(Instance instance) {
        App app = instance.app();
        return switch (instance.state()) {
            case UP -> new Sight.Up(instance.process().orElseThrow(), List.of());
            case PASSING -> new Sight.Passing(Reason.of("driver.pm2.passing", app.name(), app.status().word()));
            case COMING ->
                new Sight.Coming(
                        app,
                        app.delayMillis() * 1_000_000L + LAUNCH_NANOS,
                        Reason.of("driver.pm2.coming", app.name(), app.delayMillis()));
            case GIVEN_UP -> new Sight.GivenUp(app);
            case RESTED -> rested(List.of(instance));
            case UNCLEAR -> new Sight.Unclear(Reason.of("driver.pm2.status-unknown", app.name()));
        };
    }

    private static Sight rested(List<Instance> instances) {
        Instance first = instances.getFirst();
        App app = first.app();
        if (app.exitCode().isEmpty() && app.starts() == 0) {
            return new Sight.Rested(Reason.of("driver.pm2.never-started", app.name()), false);
        }
        if (app.isFinal() && first.end() == Instance.End.BY_ITSELF) {
            return new Sight.Rested(Reason.of("driver.pm2.finished", app.name(), app.exitCode().orElse(0)), true);
        }
        boolean isCertain = instances.stream().allMatch(one -> one.end() == Instance.End.BY_HAND);
        return new Sight.Rested(Reason.of("driver.pm2.stopped-by-hand", app.name()), isCertain);
    }
}
