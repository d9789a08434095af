package holdfast.model;

import holdfast.model.Diagnosis.Blame;
import holdfast.model.Diagnosis.Confidence;
import holdfast.model.Event.StartFailure;
import holdfast.model.Fact.AlertKind;
import holdfast.model.Fact.Cause;
import holdfast.model.Fact.Closing;
import holdfast.model.Fact.Purpose;
import holdfast.model.Fact.ReloadResult;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// Facts out of a seed, every kind of them, with the values that tend to break a codec: extremes, quotes, other scripts.
public final class SampleFacts {
    private static final List<String> NAMES =
            List.of("shop", "Каса", "店铺", "a\"b\\c", "line\nbreak\ttab", "🦀 emoji", "\u0000\u001f", "é", "x".repeat(300));
    private static final List<Long> NUMBERS = List.of(0L, 1L, -1L, 42L, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 53, (1L << 53) + 1);

    private final Random random;

    public SampleFacts(long seed) {
        random = new Random(seed);
    }

    /// One of each kind.
    public List<Fact> all() {
        return List.of(
                new Fact.WishChanged(service(), any(Wish.values()), text(), random.nextBoolean() ? Optional.of(reason()) : Optional.empty()),
                new Fact.StartIntended(service(), run(), any(Purpose.values()), random.nextInt()),
                new Fact.Started(service(), run(), process()),
                new Fact.StartFailed(service(), run(), any(StartFailure.values()), reason()),
                new Fact.Adopted(service(), run(), process(), any(Event.Origin.values())),
                new Fact.RunsMissed(service(), run(), exit(), random.nextInt(1, 100)), new Fact.StopIntended(service(), run(), any(Purpose.values())),
                new Fact.Ended(service(), run(), exit(), random.nextInt(), random.nextBoolean(), random.nextBoolean() ? Optional.of(reason()) : Optional.empty()),
                new Fact.StopNotProven(service(), run(), reason()),
                new Fact.ReloadIntended(service(), run(), text()), new Fact.ReloadEnded(service(), run(), any(ReloadResult.values()), reason()),
                judged(),
                new Fact.CheckBlinded(new CheckId(service(), text()), reason()),
                new Fact.CheckSighted(new CheckId(service(), text())),
                new Fact.IncidentOpened(service(), number(), any(Cause.values()), reason(), number()),
                new Fact.RecoveryDelayed(service(), number(), number()),
                new Fact.RecoveryHeld(service(), number(), hold()),
                diagnosed(),
                new Fact.EvidenceKept(service(), number(), text(), number()),
                new Fact.RungTaken(
                        service(), number(), rung(), Optional.of(reason()), Optional.of(any(Purpose.values())), 2),
                new Fact.RemedyEnded(service(), number(), random.nextBoolean(), reason()),
                new Fact.Proposed(service(), number(), rung(), Optional.of(reason())),
                new Fact.Approved(service(), number(), text()),
                new Fact.Acknowledged(service(), number(), text(), text()),
                new Fact.Pinned(service(), text(), number(), text()),
                new Fact.Unpinned(service(), text()),
                new Fact.Silenced(service(), text(), number(), text()),
                new Fact.Unsilenced(service(), text()),
                new Fact.RecoveryResumed(service(), number()),
                new Fact.IncidentRestored(service(), number()),
                new Fact.IncidentRelapsed(service(), number(), any(Cause.values()), reason()),
                new Fact.IncidentClosed(service(), number(), any(Closing.values())),
                new Fact.Parked(service(), number(), number()),
                new Fact.Unparked(service(), number(), any(Closing.values())),
                new Fact.AlertDecided(service(), number(), any(AlertKind.values())),
                new Fact.Remarked(service(), reason()),
                new Fact.RivalsNoted(service(), List.of(reason(), reason())),
                new Fact.Forgotten(service()));
    }

    private Fact diagnosed() {
        return new Fact.Diagnosed(
                service(), number(), any(Blame.values()), any(Confidence.values()), reason(), List.of(reason(), reason()),
                any(Diagnosis.Advice.values()), random.nextBoolean());
    }

    private Fact judged() {
        ServiceId service = service();
        Optional<CheckId> check = random.nextBoolean() ? Optional.of(new CheckId(service, text())) : Optional.empty();
        return new Fact.HealthJudged(service, any(Health.values()), any(Health.values()), check, reason());
    }

    private Hold hold() {
        Optional<ServiceId> culprit = random.nextBoolean() ? Optional.of(service()) : Optional.empty();
        return new Hold(any(Hold.Kind.values()), culprit, reason());
    }

    private ServiceId service() {
        return new ServiceId(text());
    }

    private Incarnation run() {
        return new Incarnation(Math.max(1, number()));
    }

    private ProcessIdentity process() {
        return new ProcessIdentity(number(), number(), text());
    }

    private ExitStatus exit() {
        return switch (random.nextInt(3)) {
            case 0 -> new ExitStatus.Code(random.nextInt(256));
            case 1 -> new ExitStatus.Signalled(random.nextInt(1, 65), random.nextBoolean());
            default -> new ExitStatus.Unknown();
        };
    }

    private Rung rung() {
        return random.nextBoolean() ? any(Rung.Known.values()) : new Rung.Own(text());
    }

    private Reason reason() {
        return new Reason("room." + random.nextInt(10), random.ints(random.nextInt(4), 0, 1).mapToObj(_ -> text()).toList());
    }

    private String text() {
        return NAMES.get(random.nextInt(NAMES.size()));
    }

    private long number() {
        return NUMBERS.get(random.nextInt(NUMBERS.size()));
    }

    private <T> T any(T[] values) {
        return values[random.nextInt(values.length)];
    }
}
