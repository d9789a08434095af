package holdfast.driver.docker;

import holdfast.driver.docker.Lookup.Place;
import holdfast.model.ProbeResult.Outcome;
import holdfast.model.Reason;

/// What a container's HEALTHCHECK means for a check. Pure.
///
/// | container | outcome |
/// |---|---|
/// | running, healthy | pass |
/// | running, without a HEALTHCHECK | pass: that it runs is all that the engine knows |
/// | running, its health check still starting | skipped: it is left alone |
/// | running, unhealthy | fail; the engine has already asked several times |
/// | restarting | skipped: the engine brings it back |
/// | anything else, or none | fail |
/// | the engine says nothing | error: nothing is known of the container |
record HealthWord(Outcome outcome, Reason reason) {
    static HealthWord of(Place place) {
        return switch (place) {
            case Place.One(Container container) -> of(container);
            // Whether a person has removed it, is for what the engine tells of it; a check that fails would have it started instead.
            case Place.None(Reason reason) -> new HealthWord(Outcome.SKIPPED, reason);
            case Place.Unclear(Reason reason) -> new HealthWord(Outcome.ERROR, reason);
        };
    }

    private static HealthWord of(Container container) {
        String name = container.name();
        return switch (container.phase()) {
            case RUNNING -> switch (container.health().state()) {
                case HEALTHY -> said(Outcome.PASS, "driver.docker.health.healthy", name);
                case NONE -> said(Outcome.PASS, "driver.docker.health.none", name);
                case STARTING -> said(Outcome.SKIPPED, "driver.docker.health.starting", name);
                case UNHEALTHY -> unhealthy(name, container.health());
            };
            case RESTARTING -> said(Outcome.SKIPPED, "driver.docker.health.restarting", name, container.exitCode());
            case EXITED, DEAD -> said(Outcome.FAIL, exit(container), name, container.exitCode());
            case CREATED -> said(Outcome.FAIL, "driver.docker.health.never-started", name);
            case PAUSED -> said(Outcome.FAIL, "driver.docker.paused", name);
            case REMOVING -> said(Outcome.FAIL, "driver.docker.being-removed", name);
            case UNKNOWN -> said(Outcome.ERROR, "driver.docker.unknown-state", name);
        };
    }

    private static HealthWord unhealthy(String name, Container.Health health) {
        return health.output().isEmpty()
                ? said(Outcome.FAIL, "driver.docker.health.unhealthy-silent", name, health.streak())
                : said(Outcome.FAIL, "driver.docker.health.unhealthy", name, health.streak(), health.output());
    }

    /// Exit codes in words that say what they mean (docker-run(1), "exit status"; 128 + N for signal N).
    static String exit(Container container) {
        if (container.isOutOfMemory()) {
            return "driver.docker.exit.memory";
        }
        return switch (container.exitCode()) {
            case 0 -> "driver.docker.exit.done";
            case 126 -> "driver.docker.exit.not-executable";
            case 127 -> "driver.docker.exit.no-command";
            case 137 -> "driver.docker.exit.killed";
            case 139 -> "driver.docker.exit.fault";
            case 143 -> "driver.docker.exit.terminated";
            default -> "driver.docker.exit.code";
        };
    }

    private static HealthWord said(Outcome outcome, String key, Object... values) {
        return new HealthWord(outcome, Reason.of(key, values));
    }
}
