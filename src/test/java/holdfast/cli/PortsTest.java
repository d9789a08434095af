package holdfast.cli;

import holdfast.daemon.control.PortFreed;
import holdfast.daemon.control.PortFreed.Result;
import holdfast.daemon.control.PortUse;
import holdfast.daemon.control.Samples;
import holdfast.model.Finding.Holder;
import holdfast.model.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(60)
class PortsTest extends AtTheDaemon {
    private static final Set<PortFreed.Stranger> NAMED = Set.of(new PortFreed.Stranger(7, 4711));
    private static final PortFreed STRANGER =
            new PortFreed(Result.STRANGER, Reason.of("driver.port-held", "8787", "7", "anna", "python3 -m http.server"), NAMED);
    private static final PortFreed FREED = new PortFreed(Result.FREED, Reason.of("cli.forced", "8787", "7", "anna"));

    @Test
    void everyHolderIsToldByWhoseItIs() {
        for (Holder whose : Holder.values()) {
            daemon.holds(new PortUse(Samples.API, 8787, List.of(new PortUse.Holder(7, "anna", "0.0.0.0", "python3", whose))));

            Typing.Result held = person.type("ports");

            assertEquals(whose == Holder.SERVICE ? Exit.GOOD : Exit.BAD, held.exit());
            assertTrue(held.out().contains(whose == Holder.SERVICE ? "OURS" : whose.name()), held.out());
            assertTrue(held.out().contains("anna"), held.out());
            assertEquals(whose != Holder.SERVICE, held.out().contains("holdfast ports free 8787"), held.out());
        }
    }

    @Test
    void aStrangerIsNamedAndLeftAlone() {
        daemon.frees(STRANGER, FREED);

        Typing.Result result = person.type("ports free 8787");

        assertEquals(Exit.REFUSED, result.exit());
        assertTrue(result.err().contains("rule: stranger"), result.err());
        assertTrue(result.err().contains("anna") && result.err().contains("python3 -m http.server"), result.err());
        assertEquals(List.of(Set.of()), daemon.freeing());
    }

    @Test
    void byForceAStrangerIsNamedBeforeHeIsEnded() {
        daemon.frees(STRANGER, FREED);

        Typing.Result result = person.type("ports free 8787 --force");

        assertEquals(Exit.GOOD, result.exit(), result.err());
        assertTrue(result.out().lines().findFirst().orElse("").contains("anna"), result.out());
        assertEquals(List.of(Set.of(), NAMED), daemon.freeing());
    }

    @Test
    void forceIsNotUsedWhereNoneIsNeeded() {
        daemon.frees(FREED, STRANGER);

        assertEquals("freed", person.type("ports free 8787 --force --json").json().text("result"));
        assertEquals(List.of(Set.of()), daemon.freeing());
    }

    @Test
    void withoutADaemonTheMachineIsLookedAtFromHere() throws IOException {
        close();

        Typing.Result result = person.type("ports");

        assertEquals(Exit.GOOD, result.exit(), result.err());
        assertTrue(result.out().contains("nobody"), result.out());
        assertFalse(Files.exists(folder.resolve(".holdfast")), "looking writes nothing");
    }
}
