package holdfast.cli;

import holdfast.cli.Table.Cell;
import holdfast.daemon.control.CardJson;
import holdfast.daemon.control.ControlClient;
import holdfast.daemon.control.Json;
import holdfast.daemon.control.PictureJson;
import holdfast.daemon.control.PortUse;
import holdfast.daemon.control.Refusal;
import holdfast.daemon.control.Tree;
import java.io.IOException;
import java.util.List;

/// `holdfast ports`: who holds each declared port.
final class PortsVerb implements Verb {
    private static final List<String> COLUMNS = List.of("port", "service", "holder", "pid", "address", "command");
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
        }
        boolean isStrange = ports.stream().flatMap(port -> port.holders().stream()).anyMatch(holder -> !holder.ours());
        return isStrange ? Exit.BAD : Exit.GOOD;
    }

    private List<PortUse> ports() throws Failure, IOException {
        try (ControlClient daemon = configured.open()) {
            return daemon.ports();
        } catch (Refusal refusal) {
            throw Door.failure(refusal);
        }
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
                        Cell.of(NOTHING)));
            }
            port.holders().forEach(holder -> table.add(List.of(
                    Cell.of(String.valueOf(port.port())),
                    Cell.of(port.service().name()),
                    holder.ours()
                            ? Cell.of(here.texts().say("cli.ports.ours"), Colour.GREEN)
                            : Cell.of(here.texts().say("cli.ports.stranger"), Colour.RED),
                    Cell.of(holder.pid() == 0 ? NOTHING : String.valueOf(holder.pid())),
                    Cell.of(holder.address()),
                    Cell.of(holder.command()))));
        }
        return table;
    }
}
