package holdfast.cli;

import holdfast.cli.Table.Cell;
import holdfast.daemon.Signals;
import holdfast.daemon.control.Json;
import holdfast.daemon.control.PictureJson;
import holdfast.daemon.control.Tree;
import holdfast.model.Health;
import java.io.IOException;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// `holdfast demo`: breaks a small real service in three ways and shows how it comes back, with the times measured from outside,
/// as a user of the service would see them.
final class DemoVerb implements Verb {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final double NANOS_PER_SECOND = 1e9;
    private static final String NOTHING = "–";

    /// One way to break it.
    private enum Scene {
        /// `kill -9` of every process of it.
        KILLED,
        /// SIGSTOP: it is there, it accepts connections, and it answers nothing.
        HUNG,
        /// The wrapper that started it is killed; the server itself lives on and holds the port.
        STRAY
    }

    /// @param detectedNanos from breaking it to the incident
    /// @param answersNanos from breaking it to the first answer of a new process
    private record Measured(Scene scene, Optional<Long> detectedNanos, Optional<Long> answersNanos) {}

    @Override
    public Exit run(Here here) throws Failure, IOException {
        var shown = new Here(here.input(), here.talking(), here.texts(), here.surroundings());
        var lines = LogLines.to(shown.terminal(), here.texts(), Clock.system(ZoneId.systemDefault()));
        List<Measured> measured = perform(shown, lines);
        boolean isGood = measured.size() == Scene.values().length
                && measured.stream().allMatch(each -> each.answersNanos().isPresent());
        if (here.wantsJson()) {
            here.terminal().say(Json.pretty(tree(measured, isGood).map()));
        } else {
            summary(shown, measured, isGood);
        }
        return isGood ? Exit.GOOD : Exit.BAD;
    }

    /// Ctrl-C ends the demo at any point, and nothing of it stays.
    private static List<Measured> perform(Here here, LogLines lines) throws Failure, IOException {
        Thread performer = Thread.currentThread();
        for (String name : List.of("INT", "TERM", "HUP")) {
            // Where a signal cannot be heard, the end is less orderly; the demo goes on all the same.
            Optional<String> _ = Signals.on(name, performer::interrupt);
        }
        try (DemoStage stage = DemoStage.open(here, lines)) {
            return play(here, stage);
        }
    }

    private static List<Measured> play(Here here, DemoStage stage) {
        here.say("cli.demo.begin", stage.port(), stage.folder());
        var measured = new ArrayList<Measured>();
        long beganNanos = System.nanoTime();
        boolean hasAnswered = stage.awaitAnswer(0, PATIENCE_NANOS).isPresent();
        long ownNanos = System.nanoTime() - beganNanos;
        if (!hasAnswered || !isHealthy(stage)) {
            here.say(Thread.currentThread().isInterrupted() ? "cli.interrupted" : "cli.demo.no-start");
            return measured;
        }
        here.say("cli.demo.own", Words.of(here.texts()).span(ownNanos));
        for (Scene scene : Scene.values()) {
            heading(here, "cli.demo.scene-" + Tree.word(scene));
            Measured one = breakIt(scene, stage);
            if (Thread.currentThread().isInterrupted()) {
                here.say("cli.interrupted");
                return measured;
            }
            measured.add(one);
            tell(here, one);
            if (!isHealthy(stage)) {
                return measured;
            }
        }
        return measured;
    }

    private static Measured breakIt(Scene scene, DemoStage stage) {
        long server = stage.awaitAnswer(0, PATIENCE_NANOS).orElse(0L);
        long brokenNanos = System.nanoTime();
        boolean isBroken = switch (scene) {
            case KILLED -> {
                boolean hasWrapper = stage.kill(stage.wrapper());
                yield stage.kill(server) || hasWrapper;
            }
            case HUNG -> stage.suspend(server);
            case STRAY -> stage.kill(stage.wrapper());
        };
        if (!isBroken) {
            return new Measured(scene, Optional.empty(), Optional.empty());
        }
        Optional<Long> answered = stage.awaitAnswer(server, PATIENCE_NANOS);
        long nowNanos = System.nanoTime();
        return new Measured(
                scene,
                stage.detectedNanos(brokenNanos).map(nanos -> nanos - brokenNanos),
                answered.map(_ -> nowNanos - brokenNanos));
    }

    private static boolean isHealthy(DemoStage stage) {
        return stage.await(
                service -> service.health() == Health.HEALTHY && service.incident().isEmpty(), PATIENCE_NANOS);
    }

    private static void heading(Here here, String key) {
        here.terminal().say("");
        here.terminal().say(here.terminal().paint(Colour.BOLD, here.texts().say(key)));
    }

    private static void tell(Here here, Measured measured) {
        String line = measured.answersNanos().isPresent()
                ? here.texts().say("cli.demo.answers", span(here, measured.detectedNanos()), span(here, measured.answersNanos()))
                : here.texts().say("cli.demo.no-answer", Words.of(here.texts()).span(PATIENCE_NANOS));
        here.terminal().say(here.terminal().paint(measured.answersNanos().isPresent() ? Colour.GREEN : Colour.RED, line));
    }

    private static String span(Here here, Optional<Long> nanos) {
        return nanos.map(Words.of(here.texts())::span).orElse(NOTHING);
    }

    private static void summary(Here here, List<Measured> measured, boolean isGood) {
        var table = new Table();
        table.add(List.of(
                Cell.of(here.texts().say("cli.column.broken"), Colour.BOLD),
                Cell.of(here.texts().say("cli.column.noticed"), Colour.BOLD),
                Cell.of(here.texts().say("cli.column.answers"), Colour.BOLD)));
        measured.forEach(each -> table.add(List.of(
                Cell.of(here.texts().say("cli.demo.name-" + Tree.word(each.scene()))),
                Cell.of(span(here, each.detectedNanos())),
                Cell.of(span(here, each.answersNanos())))));
        here.terminal().say("");
        table.lines(here.terminal()).forEach(here.terminal()::say);
        here.say(isGood ? "cli.demo.end" : "cli.demo.end-bad");
    }

    private static Tree tree(List<Measured> measured, boolean isGood) {
        return new Tree()
                .put("schema", PictureJson.SCHEMA)
                .put("good", isGood)
                .put("scenes", measured.stream()
                        .map(each -> new Tree()
                                .put("scene", each.scene())
                                .put("secondsToDetect", each.detectedNanos().map(nanos -> nanos / NANOS_PER_SECOND))
                                .put("secondsToAnswer", each.answersNanos().map(nanos -> nanos / NANOS_PER_SECOND)))
                        .toList());
    }
}
