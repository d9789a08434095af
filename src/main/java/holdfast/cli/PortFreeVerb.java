package holdfast.cli;

import holdfast.daemon.control.ControlClient;
import holdfast.daemon.control.Json;
import holdfast.daemon.control.PictureJson;
import holdfast.daemon.control.PortFreed;
import holdfast.daemon.control.Refusal;
import holdfast.daemon.control.Tree;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// `holdfast ports free PORT`: ends what an earlier run of a service left on a port; a stranger only with `--force`, and only after
/// he was named.
final class PortFreeVerb implements Verb {
    private static final int PORT_MAX = 65_535;

    private final Configured configured;

    PortFreeVerb(Configured configured) {
        this.configured = configured;
    }

    /// Asks whoever can do it.
    private interface Release {
        PortFreed free(int port, Set<PortFreed.Stranger> named) throws IOException, Refusal;
    }

    @Override
    public Exit run(Here here) throws Failure, IOException {
        int port = port(here);
        Optional<ControlClient> running = configured.tryOpen();
        try {
            if (running.isEmpty()) {
                try (var alone = LoneLook.at(configured.load(), List.of())) {
                    return free(here, port, alone::freePort);
                }
            }
            try (ControlClient daemon = running.get()) {
                return free(here, port, daemon::freePort);
            }
        } catch (Refusal refusal) {
            throw Door.failure(refusal);
        }
    }

    private static int port(Here here) throws Failure {
        List<String> typed = here.input().operands();
        if (typed.size() != 2 || !typed.getFirst().equals("free")) {
            throw Failure.of(Exit.USAGE, "cli.ports.usage");
        }
        String number = typed.get(1);
        if (!number.matches("[0-9]{1,5}") || Integer.parseInt(number) < 1 || Integer.parseInt(number) > PORT_MAX) {
            throw Failure.of(Exit.USAGE, "cli.ports.bad-port", number);
        }
        return Integer.parseInt(number);
    }

    private static Exit free(Here here, int port, Release release) throws IOException, Refusal, Failure {
        PortFreed freed = release.free(port, Set.of());
        if (freed.result() == PortFreed.Result.STRANGER && here.input().has(VerbName.Flag.FORCE)) {
            here.talking().say(here.talking().paint(Colour.YELLOW, here.texts().say("cli.ports.forced", freed.reason())));
            freed = release.free(port, freed.strangers());
        }
        return report(here, port, freed);
    }

    private static Exit report(Here here, int port, PortFreed freed) throws Failure {
        return switch (freed.result()) {
            case STRANGER -> throw Failure.of(Exit.REFUSED, "stranger", freed.reason());
            case UNTOUCHABLE -> throw Failure.of(Exit.REFUSED, "untouchable", freed.reason());
            case FAILED -> throw Failure.of(Exit.BAD, freed.reason());
            case FREED, FREE -> {
                String said = here.texts().say(freed.reason());
                here.terminal().say(
                        here.wantsJson()
                                ? Json.pretty(new Tree()
                                        .put("schema", PictureJson.SCHEMA)
                                        .put("good", true)
                                        .put("port", port)
                                        .put("result", freed.result())
                                        .put("text", said)
                                        .map())
                                : said);
                yield Exit.GOOD;
            }
        };
    }
}
