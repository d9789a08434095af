package holdfast.diagnosis;

import holdfast.model.Diagnosis;
import holdfast.model.Diagnosis.Advice;
import holdfast.model.Fact;
import holdfast.model.Reason;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/// The step from evidence to cause. The rules are asked in this order, by the strength of what they rest on; the first that
/// applies is the cause, and what the others say is evidence. What says *why* goes before what says only *how it looks*: an exit
/// code or a silence is what every cause ends in, so both come late; a signal or a stopped process explain themselves, so both
/// come early.
///
/// | evidence | cause | sure | calls for |
/// |---|---|---|---|
/// | stop not proven | HUNG in state D, else UNKNOWN | CERTAIN, else GUESS | PERSON: a second one must not start |
/// | the kernel killed for memory; signal 9 while memory is short; heap exhausted by its last words | OUT_OF_MEMORY | CERTAIN if killed, else LIKELY | RESTART: an end gives the memory back |
/// | ended by a signal, or by the exit code of one | CRASHED | CERTAIN, by code LIKELY | RESTART: no repair is cheaper |
/// | start failed: program, directory, user, right missing | CANNOT_START | CERTAIN | own repair, else PERSON |
/// | start failed: no handles, no processes left | HOST_STARVED | CERTAIN; LIKELY once some could be had | WAIT; RESTART |
/// | start failed: earlier run not gone | HUNG | LIKELY | RESTART: proves the end anew |
/// | main process, or holder of its port, stopped (T); dead (Z) | FROZEN; CRASHED | CERTAIN | RESTART: continues or replaces it |
/// | silent, and another process of its tree stopped | FROZEN | LIKELY | RESTART |
/// | the backend gave up some of its instances | CRASHED | CERTAIN | StartInstances, else RESTART |
/// | stray on the port | PORT_HELD_BY_STRAY | CERTAIN | FreePort |
/// | stranger on the port | PORT_HELD_BY_STRANGER | CERTAIN | PERSON: he is not ours to touch |
/// | `files` check: owner, group, mode | WRONG_PERMISSIONS | CERTAIN | SetOwnership |
/// | `disk` check; less than 16 MiB free; "no space" in its last words | DISK_FULL, INODES_FULL | CERTAIN if both agree, else LIKELY | ReclaimDisk if declared, else PERSON: a restart makes no room |
/// | `env` check: missing, empty, malformed | SETTING_MISSING, SETTING_INVALID | CERTAIN | own repair, else PERSON: what runs still has its old settings, a restart would lose them |
/// | `sqlite` check; "malformed" in its last words | DATABASE_DAMAGED | CERTAIN, LIKELY | RestoreDatabase if backups are declared, else PERSON |
/// | nothing but certificates fails | CERTIFICATE_EXPIRED; SETTING_INVALID | CERTAIN; LIKELY | own repair, else PERSON |
/// | its tree over its own limit | MEMORY_SHORT | CERTAIN | RESTART |
/// | `memory`, `swap` check; little memory and stalls for it | MEMORY_SHORT | CERTAIN; LIKELY | DropSwap if opted in and swap is used, else WAIT |
/// | host stalled for memory or input and output; `load` check | HOST_STARVED | LIKELY; CERTAIN | WAIT: a restart is more load |
/// | others see its way broken | PROXY_BROKEN | LIKELY | RESTART |
/// | only checks fail that blame another service | PROXY_BROKEN | LIKELY | RESTART, but of the other one: this one is held |
/// | a ready check of a database or of another port | DEPENDENCY_DOWN; SETTING_INVALID if the login fails | LIKELY | RESTART; PERSON where it is only not ready |
/// | last words: part missing, while not up | CANNOT_START | LIKELY | own repair, else PERSON |
/// | last words: setting missing, text not parsable, while not up | SETTING_MISSING, SETTING_INVALID | LIKELY | own repair, else PERSON |
/// | last words: port in use | PORT_HELD_BY_STRANGER | LIKELY | RESTART: a start proves the port free or names the holder |
/// | last words: permission denied | WRONG_PERMISSIONS | LIKELY | RESTART |
/// | last words: connection refused, while a need does not serve | DEPENDENCY_DOWN | LIKELY | RESTART, but it is held until the need is back |
/// | last words: connection refused | DEPENDENCY_DOWN | LIKELY | RESTART: it may be back any moment, and nobody else is waiting for it |
/// | alive, port closed or no answer | HUNG | CERTAIN if seen alive, else LIKELY | RESTART |
/// | slow while all processors are taken | HOST_STARVED | LIKELY | WAIT |
/// | slow | SLOW | LIKELY | RESTART |
/// | answers 5xx, breaks off, or with wrong content | WRONG_ANSWER | LIKELY | RESTART |
/// | answers 401, 403, 404 or another refusal | WRONG_ANSWER | GUESS | RESTART |
/// | exit code of a shell, an engine or systemd for "cannot start" | CANNOT_START | LIKELY | PERSON |
/// | exit code | CRASHED | CERTAIN | RESTART |
/// | none of these | UNKNOWN | GUESS | RESTART |
///
/// Where RESTART stands for a service that lives, its own repair command (`repair:`) goes before it. For one that is down it does
/// not: the restart is cheaper. A service that serves and is not ready is never restarted: what would be RESTART is PERSON then.
/// A remedy needs a rung REPAIR in the ladder, and always comes with the advice REPAIR.
///
/// What could not be seen stands for nothing: no rule asks for it.
public final class Diagnosing {
    /// Reasons of evidence kept: what fits on a screen at night, and in an alert.
    static final int EVIDENCE_MAX = 8;

    private static final List<Rule> RULES = List.of(
            Stopping::unproven,
            OutOfMemory::killed,
            OutOfMemory::said,
            Crash::bySignal,
            StartFailures::failed,
            ProcessState::halted,
            Instances::lost,
            Ports::held,
            Permissions::checked,
            DiskFull::checked,
            Settings::checked,
            Database::checked,
            Certificates::checked,
            MemoryShort::own,
            MemoryShort::checked,
            DiskFull::found,
            MemoryShort::found,
            Starved::stalled,
            Elsewhere::blamed,
            Elsewhere::beyond,
            Elsewhere::needed,
            Database::said,
            Settings::said,
            Ports::said,
            Permissions::said,
            Elsewhere::refused,
            Silence::hung,
            Crash::inPart,
            Starved::crowded,
            Silence::slow,
            WrongAnswer::given,
            Crash::byCode);

    private Diagnosing() {}

    public static Diagnosis diagnose(Symptoms symptoms) {
        var signs = new Signs(symptoms);
        List<Diagnosis> apply =
                RULES.stream().flatMap(rule -> rule.judge(signs).stream()).toList();
        Diagnosis first = apply.isEmpty() ? Guess.at(signs) : apply.getFirst();
        Diagnosis whole = new Diagnosis(
                first.blame(),
                first.confidence(),
                first.reason(),
                evidence(first, apply),
                first.remedy(),
                first.advice(),
                first.otherwise());
        return symptoms.cause() == Fact.Cause.NOT_READY ? withoutRestart(whole) : whole;
    }

    /// Its own first, then what the weaker rules say, then what those rest on.
    private static List<Reason> evidence(Diagnosis first, List<Diagnosis> apply) {
        var all = new LinkedHashSet<Reason>(first.evidence());
        apply.stream().skip(1).map(Diagnosis::reason).forEach(all::add);
        apply.stream().skip(1).flatMap(weaker -> weaker.evidence().stream()).forEach(all::add);
        all.remove(first.reason());
        var kept = new ArrayList<>(all);
        return kept.subList(0, Math.min(kept.size(), EVIDENCE_MAX));
    }

    /// It serves. A restart would take away what is left, for something that is most often somebody else's.
    private static Diagnosis withoutRestart(Diagnosis diagnosis) {
        return !diagnosis.restartHelps()
                ? diagnosis
                : new Diagnosis(
                        diagnosis.blame(),
                        diagnosis.confidence(),
                        diagnosis.reason(),
                        diagnosis.evidence(),
                        diagnosis.remedy(),
                        diagnosis.remedy().isPresent() ? diagnosis.advice() : Advice.PERSON,
                        Advice.PERSON);
    }
}
