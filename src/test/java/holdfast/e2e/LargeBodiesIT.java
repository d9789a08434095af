package holdfast.e2e;

import com.sun.net.httpserver.HttpServer;
import holdfast.e2e.Sandbox.Ran;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Many checks ask for bodies that take a hundred megabytes each when they are taken apart.
class LargeBodiesIT {
    private static final int SERVICES = 40;
    private static final int BYTES = 3_800_000;

    private final Sandbox sandbox = new Sandbox();
    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        String object = "{\"a\":1},";
        byte[] list = ("[" + object.repeat(BYTES / object.length()) + "{}]").getBytes(StandardCharsets.UTF_8);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/list", exchange -> {
            exchange.sendResponseHeaders(200, list.length);
            try (var body = exchange.getResponseBody()) {
                body.write(list);
            }
        });
        server.start();
    }

    @AfterEach
    void cleanUp() {
        server.stop(0);
        sandbox.close();
    }

    @Test
    void onePassLooksIntoALargeList() {
        sandbox.configure("state: state\nservices:\n" + asking(0));

        Ran ran = sandbox.holdfast("check");

        assertEquals(0, ran.exit(), ran.output());
    }

    @Test
    void manyAtOnceDoNotCostTheDaemonItsLife() {
        var services = new StringBuilder("state: state\nservices:\n  app: { run: sleep 86471, every: 500ms }\n");
        for (int i = 0; i < SERVICES; i++) {
            services.append(asking(i));
        }
        sandbox.configure(services.toString());
        Daemon daemon = sandbox.monitor();
        long pid = daemon.awaitHealthy("app").number("pid");

        Processes.kill(pid);

        daemon.await("app", "is restarted beside all that", 30, service ->
                service.text("state").equals("up") && service.number("pid") != pid);
        for (int i = 0; i < SERVICES; i++) {
            daemon.await("list" + i, "has answered", 120, service -> service.text("health").equals("healthy"));
        }
        assertTrue(Processes.commandLine(daemon.pid()).contains(" -XX:+ExitOnOutOfMemoryError "), "crash-only");
        assertTrue(daemon.process().isAlive(), daemon.output());
        assertTrue(!daemon.output().contains("OutOfMemory"), daemon.output());
    }

    private String asking(int number) {
        return """
                  list%d:
                    watch: true
                    checks:
                      - http: http://127.0.0.1:%d/list
                        every: 2m
                        timeout: 1m
                        expect: { json: "length(@) > `9`" }
                """.formatted(number, server.getAddress().getPort()).indent(0);
    }
}
