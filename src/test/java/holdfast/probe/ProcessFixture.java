package holdfast.probe;

import holdfast.linux.ProcessKey;
import holdfast.linux.ProcessLookups;
import holdfast.linux.ProcessStat;
import holdfast.linux.ProcessTable;
import holdfast.model.ProcessIdentity;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A real process tree that carries a token of its own. All that carry it are killed in the end, wherever they have gone.
final class ProcessFixture implements AutoCloseable {
    /// Listens on a port of its own choice and prints it.
    static final String LISTEN = "python3 -uc 'import socket,signal; s=socket.socket(); s.bind((\"127.0.0.1\",0)); s.listen();"
            + " print(s.getsockname()[1]); signal.pause()'";

    private static final long PATIENCE_SECONDS = 30;

    private final String token = "HOLDFAST_TOKEN=" + UUID.randomUUID();
    private final Process process;
    private final BufferedReader output;

    private ProcessFixture(String line) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(List.of("/bin/sh", "-c", line)).redirectErrorStream(true);
        builder.environment().put("HOLDFAST_TOKEN", token.substring(token.indexOf('=') + 1));
        process = builder.start();
        output = process.inputReader();
    }

    /// @param line must print one number when all of it is there
    static ProcessFixture shell(String line) throws IOException {
        return new ProcessFixture(line);
    }

    /// Waits for the number that the line prints.
    int number() throws IOException {
        var answer = CompletableFuture.supplyAsync(() -> output.lines().findFirst().orElse("nothing"), Thread.ofVirtual()::start);
        try {
            return Integer.parseInt(answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS).strip());
        } catch (InterruptedException | ExecutionException | TimeoutException | NumberFormatException e) {
            throw new IOException("the process did not say a number", e);
        }
    }

    ProcessIdentity identity() {
        return PortProbeTest.identity(process.pid());
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        ProcessTable table = new ProcessLookups().table();
        for (ProcessStat stat : table.tree().found().orElseThrow().all()) {
            boolean isOurs = table.environment(stat.pid()).found().orElse(List.of()).contains(token);
            if (isOurs && table.stat(new ProcessKey(stat.pid(), stat.startTicks())).found().isPresent()) {
                ProcessHandle.of(stat.pid()).ifPresent(ProcessHandle::destroyForcibly);
            }
        }
        process.destroyForcibly();
    }
}
