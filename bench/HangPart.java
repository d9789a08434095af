package bench;

import bench.Served.Service;
import bench.Served.Setting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// `kill -STOP` of a served process until a new incarnation answers: it exists and listens, but is silent. PM2, systemd and
/// supervisord wait for an exit and never see it, so they are not measured.
final class HangPart {
    private static final Duration DEADLINE = Duration.ofSeconds(120);

    /// Hung at different moments, so that each meets its supervisor's cycle at another point.
    private static final long STAGGER_NANOS = 1_300_000_000L;

    private static final int SERVICES = 6;

    /// That go on meanwhile. If most fell silent together, Holdfast would look for the cause outside them and restart none.
    private static final int OTHERS = 14;

    private final List<Peer> peers;
    private final Served served;
    private final Report report;

    HangPart(List<Peer> peers, Served served, Report report) {
        this.peers = peers;
        this.served = served;
        this.report = report;
    }

    void run() {
        for (Peer peer : peers) {
            if (peer instanceof Holdfast) {
                measure(peer, Setting.ASKED_EVERY_TWO_SECONDS, true);
                measure(peer, Setting.DEFAULT, true);
            } else if (peer instanceof Monit) {
                measure(peer, Setting.ASKED_EVERY_TWO_SECONDS, false);
            }
        }
        report.note("PM2, systemd and supervisord never see a hang by themselves");
    }

    /// @param overlapping monit repairs one service at a time, so there each hang waits for the one before it to be over
    private void measure(Peer peer, Setting setting, boolean overlapping) {
        try (var waiting = Executors.newVirtualThreadPerTaskExecutor()) {
            int count = overlapping ? SERVICES : SERVICES / 2;
            List<Service> all = Served.services("hung", overlapping ? count + OTHERS : count, setting);
            List<Service> services = all.subList(0, count);
            peer.start(all);
            all.forEach(service -> Client.awaitAnswer(service.port(), DEADLINE));
            Machine.pause(10 * STAGGER_NANOS);
            var seconds = new ArrayList<Future<Double>>();
            for (Service service : services) {
                Future<Double> answers = waiting.submit(() -> seconds(service));
                seconds.add(answers);
                if (!overlapping) {
                    answers.get();
                }
                Machine.pause(STAGGER_NANOS);
            }
            var measured = new ArrayList<Double>();
            for (Future<Double> each : seconds) {
                measured.add(each.get());
            }
            report.add("hang -> answers again", peer.name() + ", " + peer.settings(setting), "s", measured);
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("hang of " + peer.name() + " could not be measured: " + e.getMessage(), e);
        } finally {
            peer.close();
            served.reap();
        }
    }

    private double seconds(Service service) {
        String old = Client.awaitAnswer(service.port(), DEADLINE);
        long pid = served.pid(service);
        long start = System.nanoTime();
        Machine.signal("STOP", pid);
        Client.awaitOther(service.port(), old, DEADLINE);
        return (System.nanoTime() - start) / 1e9;
    }
}
