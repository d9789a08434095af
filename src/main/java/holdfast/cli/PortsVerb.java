package holdfast.cli;

import holdfast.cli.Table.Cell;
import holdfast.daemon.control.CardJson;
import holdfast.daemon.control.ControlClient;
import holdfast.daemon.control.Json;
import holdfast.daemon.control.PictureJson;
import holdfast.daemon.control.PortUse;
import holdfast.daemon.control.Refusal;
import holdfast.daemon.control.Tree;
import holdfast.model.Finding;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// `holdfast ports`: who holds each declared port.
final class PortsVerb implements Verb {
    private static final List<String> COLUMNS = List.of("port", "service", "holder", "pid", "user", "address", "command");
    private static final String NOTHING = "–";

    private final Configured configured;

    PortsVerb(Configured configured) {
        this.configured = configured;
    }

    @Override
    public Exit run(Here here) throws Failure, IOException {
        List<PortUse> ports = ports();
        if (here.wantsJson()) {
            here.terminal().say(Json.pretty(new Tree()
                    .put("schema", PictureJson.SCHEMA)
                    .put("ports", ports.stream().map(CardJson::tree).toList())
                    .map()));
        } else if (ports.isEmpty()) {
            here.say("cli.ports.none");
        } else {
            table(here, ports).lines(here.terminal()).forEach(here.terminal()::say);
            ports.stream().filter(PortsVerb::isForeign).forEach(port -> here.terminal()
                    .say(here.terminal().paint(Colour.YELLOW, here.texts().say(
                            "cli.ports.to-free", port.port(), port.service(), here.program()))));
        }
        return ports.stream().noneMatch(PortsVerb::isForeign) ? Exit.GOOD : Exit.BAD;
    }

    private static boolean isForeign(PortUse port) {
        return port.holders().stream().anyMatch(holder -> holder.whose() != Finding.Holder.SERVICE);
    }

    private List<PortUse> ports() throws Failure, IOException {
        Optional<ControlClient> running = configured.tryOpen();
        if (running.isEmpty()) {
            try (var look = LoneLook.at(configured.load(), List.of())) {
                return look.ports();
            }
        }
        try (ControlClient daemon = running.get()) {
            return daemon.ports();
        } catch (Refusal refusal) {
            throw Door.failure(refusal);
        }
    }

    private static Colour colour(Finding.Holder whose) {
        return switch (whose) {
            case SERVICE -> Colour.GREEN;
            case STRAY -> Colour.YELLOW;
            case STRANGER -> Colour.RED;
        };
    }

    static Table table(Here here, List<PortUse> ports) {
        var table = new Table();
        table.add(COLUMNS.stream()
                .map(column -> Cell.of(here.texts().say("cli.column." + column), Colour.BOLD))
                .toList());
        for (PortUse port : ports) {
            if (port.holders().isEmpty()) {
                table.add(List.of(
                        Cell.of(String.valueOf(port.port())),
                        Cell.of(port.service().name()),
                        Cell.of(here.texts().say("cli.ports.nobody"), Colour.DIM),
                        Cell.of(NOTHING),
                        Cell.of(NOTHING),
                        Cell.of(NOTHING),
                        Cell.of(NOTHING)));
            }
            port.holders().forEach(holder -> table.add(List.of(
                    Cell.of(String.valueOf(port.port())),
                    Cell.of(port.service().name()),
                    Cell.of(here.texts().say("cli.ports.held-by-" + Tree.word(holder.whose())), colour(holder.whose())),
                    Cell.of(holder.pid() == 0 ? NOTHING : String.valueOf(holder.pid())),
                    Cell.of(holder.user()),
                    Cell.of(holder.address()),
                    Cell.of(holder.command()))));
        }
        return table;
    }
}
