package holdfast.driver;

import holdfast.linux.Cgroup;
import holdfast.linux.Pidfd;
import holdfast.linux.ProcessKey;
import holdfast.linux.ProcessStat;
import holdfast.linux.Reading;
import holdfast.linux.Signals;
import holdfast.linux.SysResult;
import java.util.List;
import java.util.Optional;

/// The cgroup of one incarnation. A process is moved into it some time after its start and not before: the move stalls every fork
/// of the machine for some 10 ms, which is longer than all else on the way from a crash to the new process. Once every member
/// proven by [Family] is inside, whatever they start is born inside, and the enclosure is sealed: from then on its own list is
/// complete, and reading it costs microseconds where a walk through `/proc` costs milliseconds.
///
/// Threading: any.
final class Enclosure {
    /// Rounds of moving whoever was forked by those not moved yet.
    private static final int ROUNDS = 5;

    private final Machine machine;
    private final Token token;
    private final Family family;
    private volatile Optional<Cgroup> sealed = Optional.empty();

    Enclosure(Machine machine, Token token, Family family) {
        this.machine = machine;
        this.token = token;
        this.family = family;
    }

    boolean isSealed() {
        return sealed.isPresent();
    }

    /// Pids of all living members; only of a sealed one.
    Reading<List<Long>> members() {
        return sealed.map(Cgroup::members).orElseGet(Reading.Gone::new);
    }

    /// Moves every member in. Where cgroups are not permitted, nothing happens.
    void seal() {
        machine.cgroups()
                .create(token.service().name(), token.incarnation().number())
                .ifPresent(cgroup -> {
                    if (moveAll(cgroup)) {
                        sealed = Optional.of(cgroup);
                    } else {
                        // Of no use, and if nobody is in it, not to be left lying about.
                        cgroup.remove();
                    }
                });
    }

    /// When it is empty.
    void remove() {
        machine.cgroups()
                .existing(token.service().name(), token.incarnation().number())
                .ifPresent(machine.cgroups()::remove);
    }

    private boolean moveAll(Cgroup cgroup) {
        for (int round = 0; round < ROUNDS; round++) {
            List<Long> inside = cgroup.members().found().orElse(List.of());
            Optional<List<ProcessKey>> outside = family.of(token.incarnation()).found().map(members -> members.stream()
                    .map(ProcessStat::key)
                    .filter(key -> !inside.contains(key.pid()))
                    .toList());
            if (outside.isEmpty()) {
                return false;
            }
            if (outside.get().isEmpty()) {
                return !inside.isEmpty();
            }
            for (ProcessKey key : outside.get()) {
                if (!move(cgroup, key)) {
                    return false;
                }
            }
        }
        return false;
    }

    /// False when the move is not permitted, or when the process ended meanwhile and a stranger with the same pid may have been
    /// moved in its place: whoever has the pid now is put out again, for what is in the cgroup counts as ours.
    private boolean move(Cgroup cgroup, ProcessKey key) {
        Reading<Pidfd> opened = machine.door().open(key);
        if (!(opened instanceof Reading.Found<Pidfd>(Pidfd process))) {
            return opened instanceof Reading.Gone<Pidfd>;
        }
        try (process) {
            boolean isMoved = cgroup.add(key.pid());
            // Still alive after the move, so the pid was its own all the while.
            boolean isItself = machine.kernel().signal(process, Signals.NONE) instanceof SysResult.Ok<SysResult.Done>;
            if (isMoved && !isItself && cgroup.members().found().orElse(List.of()).contains(key.pid())) {
                cgroup.expel(key.pid());
                return false;
            }
            return isMoved || !isItself;
        }
    }
}
