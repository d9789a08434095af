package holdfast.diagnosis;

import holdfast.model.CheckSpec.Role;
import holdfast.model.Diagnosis;
import holdfast.model.Diagnosis.Advice;
import holdfast.model.DriverSpec;
import holdfast.model.Event.StartFailure;
import holdfast.model.ExitStatus;
import holdfast.model.Fact.Cause;
import holdfast.model.Finding;
import holdfast.model.LadderSpec;
import holdfast.model.ProbeResult.Outcome;
import holdfast.model.Question;
import holdfast.model.Reason;
import holdfast.model.Remedy;
import holdfast.model.Rung;
import holdfast.text.Texts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// What holds for every diagnosis, whatever the symptoms; on symptoms that chance puts together, each from its seed.
final class PromisesTest {
    private static final int CASES = 20_000;
    private static final List<Question> QUESTIONS = List.of(
            Sick.http(), Sick.files(), Sick.sqlite(), Sick.env(), Sick.disk(), Sick.memory(), Sick.certificate(),
            new Question.Tcp("db.example", 5432), new Question.Port(3003), new Question.Load(100));
    private static final List<DriverSpec> DRIVERS = List.of(
            Sick.run("node"),
            Sick.run("/bin/sh", "-c", "exec node"),
            new DriverSpec.Watch(),
            new DriverSpec.Docker("shop", DriverSpec.ContainerSelection.NAME, Optional.empty(), Optional.empty(), Optional.empty()),
            new DriverSpec.Systemd("shop.service", DriverSpec.UnitScope.SYSTEM, Optional.empty(), Optional.empty()));
    private static List<String> keys = List.of();

    @BeforeAll
    static void readKeys() throws IOException {
        keys = ProbeKeysTest.keys("probe").stream().sorted().toList();
    }

    private interface Promise {
        void check(Symptoms symptoms, Diagnosis diagnosis);
    }

    private static void promised(Promise promise) {
        for (int seed = 0; seed < CASES; seed++) {
            Symptoms symptoms = any(new Random(seed));
            promise.check(symptoms, Diagnosing.diagnose(symptoms));
        }
    }

    @Test
    void everyDiagnosisCanBePutIntoWords() {
        Texts texts = Texts.english();
        promised((_, made) -> {
            assertFalse(texts.say(made.reason()).isEmpty());
            made.evidence().forEach(reason -> assertFalse(texts.say(reason).isEmpty()));
        });
    }

    @Test
    void theSameSymptomsGiveTheSameDiagnosis() {
        promised((symptoms, made) -> assertEquals(made, Diagnosing.diagnose(symptoms)));
    }

    @Test
    void aRemedyComesWithRepairAndRepairWithARemedy() {
        promised((_, made) -> assertEquals(made.advice() == Advice.REPAIR, made.remedy().isPresent(), made.toString()));
    }

    @Test
    void onlyWhatIsDeclaredIsRepaired() {
        promised((symptoms, made) -> made.remedy().ifPresent(remedy -> {
            LadderSpec ladder = symptoms.service().ladder();
            assertTrue(ladder.has(Rung.REPAIR));
            switch (remedy) {
                case Remedy.SetOwnership(var check) -> assertTrue(symptoms.service().checks().stream()
                        .anyMatch(one -> one.id().equals(check)));
                case Remedy.FreePort(int port) -> assertEquals(symptoms.service().port(), Optional.of(port));
                case Remedy.ClearCaches(var paths) -> assertEquals(ladder.clear(), paths);
                case Remedy.RunCommand run -> assertEquals(ladder.repair().map(Remedy.RunCommand::new), Optional.of(run));
                case Remedy.RestoreDatabase(String file, var backups) -> {
                    assertFalse(backups.isEmpty());
                    assertEquals(ladder.backups(), backups);
                    assertTrue(symptoms.service().checks().stream().anyMatch(one -> one.question().equals(new Question.Sqlite(file))));
                }
                case Remedy.ReclaimDisk(var caches, boolean packages) -> {
                    assertEquals(ladder.reclaim(), caches);
                    assertEquals(ladder.packageCaches(), packages);
                    assertTrue(packages || !caches.isEmpty());
                }
                case Remedy.DropSwap() -> assertTrue(ladder.dropSwap());
                case Remedy.StartInstances() ->
                    assertTrue(symptoms.failing().stream()
                            .flatMap(failing -> failing.last().stream())
                            .anyMatch(last -> last.reason().key().equals("driver.pm2.instances-lost")));
            }
        }));
    }

    @Test
    void whatServesIsNeverRestartedForNotBeingReady() {
        promised((symptoms, made) -> assertFalse(symptoms.cause() == Cause.NOT_READY && made.advice() == Advice.RESTART));
    }

    @Test
    void whatCannotBeProvenStoppedIsForAPerson() {
        promised((symptoms, made) ->
                assertTrue(symptoms.cause() != Cause.STOP_NOT_PROVEN || made.advice() == Advice.PERSON, made.toString()));
    }

    @Test
    void whatCouldNotBeSeenChangesNothing() {
        promised((symptoms, made) -> {
            var more = new ArrayList<>(symptoms.findings());
            more.add(0, new Finding.Unseen(Reason.of("supervisor.examination-not-answered")));
            var failing = new ArrayList<>(symptoms.failing());
            failing.add(new Symptoms.Failing(Sick.check("unanswered", Role.ALIVE, Sick.http()), Optional.empty()));
            var blind = new Symptoms(
                    symptoms.service(), symptoms.cause(), symptoms.reason(), symptoms.exit(), symptoms.startFailure(), failing,
                    symptoms.missing(), more);
            assertEquals(made, Diagnosing.diagnose(blind));
        });
    }

    @Test
    void secretsAreNeverTold() {
        promised((_, made) -> {
            assertFalse(made.reason().toString().contains("s3cr3t"));
            assertFalse(made.evidence().toString().contains("s3cr3t"));
        });
    }

    @Test
    void evidenceIsShortAndDoesNotRepeatTheCause() {
        promised((_, made) -> {
            assertTrue(made.evidence().size() <= Diagnosing.EVIDENCE_MAX);
            assertEquals(made.evidence().size(), made.evidence().stream().distinct().count());
            assertFalse(made.evidence().contains(made.reason()));
        });
    }

    @Test
    void theWeakerCausesAreTheEvidenceOfTheStrongest() {
        Diagnosis made = Diagnosing.diagnose(Sick.hung()
                .found(new Finding.MainProcess(7, 'S', Optional.empty()))
                .fails(Sick.http(), "probe.http.status", 500, "200-299")
                .said(Finding.Hint.NO_PERMISSION, "EACCES: open '/srv/shop/upload'")
                .symptoms());

        assertEquals(
                List.of(
                        "among its last words: EACCES: open '/srv/shop/upload'",
                        "it answers, but with an error of its own (HTTP 500)",
                        "HTTP 500, expected 200-299."),
                made.evidence().stream().map(Texts.english()::say).toList());
        assertNotEquals(Advice.PERSON, made.advice());
    }

    private static Symptoms any(Random dice) {
        Sick sick = Sick.of(pick(dice, Cause.values()))
                .by(DRIVERS.get(dice.nextInt(DRIVERS.size())))
                .told(dice.nextBoolean() ? "supervisor.blamed" : "driver.port-held", (Object[]) values(dice))
                .needing(dice.nextBoolean() ? new String[] {"db"} : new String[0]);
        switch (dice.nextInt(4)) {
            case 0 -> sick.withRepair();
            case 1 -> sick.declared();
            case 2 -> sick.ladder(Sick.ladder(List.of(Rung.RESTART), Optional.of(Sick.REPAIR)));
            default -> {}
        }
        switch (dice.nextInt(4)) {
            case 0 -> sick.ended(new ExitStatus.Code(dice.nextInt(256)));
            case 1 -> sick.ended(new ExitStatus.Signalled(1 + dice.nextInt(64), dice.nextBoolean()));
            case 2 -> sick.ended(new ExitStatus.Unknown());
            default -> {}
        }
        if (dice.nextBoolean()) {
            sick.failed(pick(dice, StartFailure.values()));
        }
        for (int count = dice.nextInt(4); count > 0; count--) {
            Reason said = Reason.of(keys.get(dice.nextInt(keys.size())), (Object[]) values(dice));
            Outcome outcome = dice.nextInt(4) > 0 ? Outcome.FAIL : pick(dice, Outcome.values());
            sick.answers(pick(dice, Role.values()), QUESTIONS.get(dice.nextInt(QUESTIONS.size())), outcome, said);
        }
        for (int count = dice.nextInt(4); count > 0; count--) {
            sick.found(finding(dice));
        }
        return sick.symptoms();
    }

    private static Finding finding(Random dice) {
        long amount = dice.nextLong(1L << dice.nextInt(1, 40));
        int share = dice.nextInt(101);
        return switch (dice.nextInt(10)) {
            case 0 -> new Finding.MainProcess(amount, "RSDTtZX".charAt(dice.nextInt(7)), Optional.empty());
            case 1 -> new Finding.OutOfMemoryKill(dice.nextInt(3));
            case 2 -> new Finding.PortHeld(3003 + dice.nextInt(2), pick(dice, Finding.Holder.values()), amount, "bob", "nc");
            case 3 -> new Finding.PortFree(3003);
            case 4 -> new Finding.Memory(amount, amount * 2, dice.nextInt(2));
            case 5 -> new Finding.Disk("/srv", amount, share, dice.nextInt(101));
            case 6 -> new Finding.Pressure(dice.nextInt(101), share, dice.nextInt(101));
            case 7 -> new Finding.RoomToStart();
            case 8 -> new Finding.HaltedProcess(amount, "DT".charAt(dice.nextInt(2)), Optional.empty());
            default -> new Finding.LastWords(pick(dice, Finding.Hint.values()), "Error: postgres://u:p@db:5432 '" + amount);
        };
    }

    private static <T> T pick(Random dice, T[] all) {
        return all[dice.nextInt(all.length)];
    }

    private static String[] values(Random dice) {
        var values = new String[dice.nextInt(6)];
        for (int i = 0; i < values.length; i++) {
            values[i] = Integer.toString(dice.nextInt(1000));
        }
        return values;
    }
}
