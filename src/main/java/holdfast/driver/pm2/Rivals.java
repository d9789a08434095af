package holdfast.driver.pm2;

import holdfast.driver.Machine;
import holdfast.linux.PortHolder;
import holdfast.linux.ProcessCard;
import holdfast.linux.ProcessStat;
import holdfast.model.Reason;
import java.util.List;
import java.util.Optional;

/// Recognises another PM2 in whoever holds a port: two daemons, of two users or two homes, see nothing of one another.
final class Rivals {
    /// From the holder up to its daemon: a server, its wrapper, a shell.
    private static final int ANCESTORS = 6;

    private Rivals() {}

    /// What to change, if the holder runs under a PM2.
    static Optional<Reason> of(Machine machine, Home own, int port, PortHolder holder) {
        return holder.processes().stream()
                .findFirst()
                .flatMap(card -> daemon(machine, card)
                        .flatMap(god -> God.homeOf(machine, god)
                                .map(home -> home.equals(own.toString())
                                        ? Reason.of("driver.pm2.port-of-other-app", port, name(machine, card), home)
                                        : Reason.of(
                                                "driver.pm2.port-of-other-pm2",
                                                port,
                                                name(machine, card),
                                                home,
                                                card.user(),
                                                own))));
    }

    private static Optional<Long> daemon(Machine machine, ProcessCard holder) {
        long pid = holder.pid();
        for (int step = 0; step < ANCESTORS && pid > 1; step++) {
            if (God.isAny(machine, pid)) {
                return Optional.of(pid);
            }
            pid = machine.lookups().table().stat(pid).found().map(ProcessStat::parent).orElse(0L);
        }
        return Optional.empty();
    }

    /// As PM2 calls it; a worker of a cluster, or the daemon that listens for it, by its pid.
    private static String name(Machine machine, ProcessCard card) {
        List<String> environment =
                machine.lookups().table().environment(card.pid()).found().orElse(List.of());
        return environment.stream()
                .filter(entry -> entry.startsWith("name="))
                .map(entry -> entry.substring("name=".length()))
                .findFirst()
                .filter(_ -> environment.stream().anyMatch(entry -> entry.startsWith("pm_id=")))
                .orElseGet(() -> "process " + card.pid());
    }
}
