package holdfast.daemon.control;

import holdfast.linux.HostFigures;
import holdfast.linux.ProcessLookups;
import holdfast.model.CheckId;
import holdfast.model.CheckSpec;
import holdfast.model.Command;
import holdfast.model.DriverSpec;
import holdfast.model.FileMode;
import holdfast.model.FileRules;
import holdfast.model.Question;
import holdfast.model.Reason;
import holdfast.model.RecoverPolicy;
import holdfast.model.Remedy;
import holdfast.model.ServiceSpec;
import holdfast.supervisor.Foresight;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;

class PlannerTest {
    private static final long SECOND = Samples.SECOND;
    private static final CheckId PAGES = new CheckId(Samples.API, "pages");

    @Test
    void aRepairOfFilesSaysWhatWouldBeTyped() {
        assertEquals(
                "chown -R www-data:www-data /srv/build && chmod -R u=rwX,go=rX /srv/build",
                typed(new FileRules(Optional.of("www-data"), Optional.of("www-data"), FileMode.parse("u=rwX,go=rX")), true));
        assertEquals("chown :staff /srv/build", typed(new FileRules(Optional.empty(), Optional.of("staff"), Optional.empty()), false));
        assertEquals("chmod 0644 /srv/build", typed(new FileRules(Optional.empty(), Optional.empty(), FileMode.parse("0644")), false));
    }

    @Test
    void whoWouldBeEndedAndWhatSwitchedOffIsNamed(@TempDir Path proc) throws IOException {
        Files.writeString(proc.resolve("swaps"), """
                Filename				Type		Size		Used		Priority
                /swapfile                               file		2097148		1024		-2
                /dev/sdb1                               partition	2097148		7		5
                /unused                                 file		2097148		0		-3
                """);
        var sight = new PlanSight(new ProcessLookups(), new HostFigures(proc));
        assertEquals(Optional.of(Reason.of("daemon.plan.swap", "/swapfile, /dev/sdb1")), sight.what(new Remedy.DropSwap()));
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertEquals(
                    Optional.of(Reason.of("daemon.plan.port", socket.getLocalPort(), ProcessHandle.current().pid())),
                    sight.what(new Remedy.FreePort(socket.getLocalPort())));
        }
        assertEquals(Optional.empty(), sight.what(new Remedy.StartInstances()));
    }

    private static String typed(FileRules rules, boolean isRecursive) {
        var files = new Question.Files(
                "/srv/build", true, isRecursive, rules, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        var check = new CheckSpec(PAGES, files, CheckSpec.Role.READY, SECOND, SECOND, SECOND, 1, 1);
        var service = new ServiceSpec(
                Samples.API, new DriverSpec.Watch(), Optional.empty(), List.of(), List.of(check), SECOND, SECOND, RecoverPolicy.DEFAULT, 0, true);
        var order = new Command.ApplyRemedy(Samples.API, 1, 42, new Remedy.SetOwnership(PAGES), Optional.empty());
        var step = new Foresight.Step(0, order, service, Optional.empty(), Optional.of(Reason.of("supervisor.repair.ownership", "pages")));

        Reason what = Planner.plan(new Foresight.Plan(List.of(step), List.of()), new PlanSight(new ProcessLookups())).steps().getFirst().what().orElseThrow();

        assertEquals("daemon.plan.ownership", what.key());
        return what.values().getFirst();
    }
}
