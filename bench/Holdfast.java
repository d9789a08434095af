package bench;

import bench.Served.Service;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

final class Holdfast implements Peer {
    static final String NAME = "Holdfast";

    Holdfast(Served served, Path scratch, Path program) {}
    @Override public String name() { return NAME; }
    @Override public Optional<String> absence() { return Optional.of("not built"); }
    @Override public String settings(boolean best) { return "defaults"; }
    @Override public void start(List<Service> services) {}
    @Override public List<Long> pids() { return List.of(); }
    @Override public void close() {}
}
