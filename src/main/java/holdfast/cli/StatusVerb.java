package holdfast.cli;

import holdfast.daemon.control.ControlClient;
import holdfast.daemon.control.Json;
import holdfast.daemon.control.Picture;
import holdfast.daemon.control.PictureJson;
import holdfast.daemon.control.Refusal;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// `holdfast status`.
final class StatusVerb implements Verb {
    private static final long WATCH_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final String CLEAR = "\u001b[H\u001b[2J";

    private final Configured configured;

    StatusVerb(Configured configured) {
        this.configured = configured;
    }

    @Override
    public Exit run(Here here) throws Failure, IOException {
        try (ControlClient daemon = configured.open()) {
            Picture picture = daemon.picture();
            while (here.input().has(VerbName.Flag.WATCH) && !Thread.currentThread().isInterrupted()) {
                print(here, picture);
                LockSupport.parkNanos(WATCH_NANOS);
                picture = daemon.picture();
            }
            print(here, picture);
            boolean isGood = picture.status().services().stream().allMatch(ServiceWords::isGood);
            return isGood ? Exit.GOOD : Exit.BAD;
        } catch (Refusal refusal) {
            throw Door.failure(refusal);
        }
    }

    private static void print(Here here, Picture picture) {
        boolean watches = here.input().has(VerbName.Flag.WATCH);
        if (here.wantsJson()) {
            var tree = new PictureJson(here.texts()).tree(picture).map();
            here.terminal().say(watches ? Json.line(tree) : Json.pretty(tree));
            return;
        }
        Terminal terminal = watches ? here.terminal().measuredAgain() : here.terminal();
        if (watches && terminal.live()) {
            terminal.out().print(CLEAR);
        }
        new StatusTable(here.texts(), Words.of(here.texts()), here.program()).lines(picture, terminal).forEach(terminal::say);
    }
}
