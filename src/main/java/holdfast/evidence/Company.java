package holdfast.evidence;

import holdfast.linux.CgroupFigures;
import holdfast.linux.ProcessTable;
import holdfast.model.DriverSpec;
import java.util.List;

/// Who belongs to a process that a backend runs. systemd and container engines give each service a cgroup of its own; with the
/// others a cgroup is shared with strangers and says nothing.
public final class Company {
    private Company() {}

    public static List<Long> of(ProcessTable table, DriverSpec driver, long main) {
        return switch (driver) {
            case DriverSpec.Systemd _, DriverSpec.Docker _, DriverSpec.Compose _ -> CgroupFigures.ofProcess(table, main)
                    .map(CgroupFigures::members)
                    .orElse(List.of());
            case DriverSpec.Run _, DriverSpec.Pm2 _, DriverSpec.Commands _, DriverSpec.Watch _ -> List.of();
        };
    }
}
