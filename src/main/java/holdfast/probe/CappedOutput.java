package holdfast.probe;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/// Reads what a program writes, keeps the beginning and throws the rest away, so that the program neither stops at a full pipe nor
/// fills the memory.
///
/// Threading: a thread of its own reads; any may ask.
final class CappedOutput {
    /// Bytes; as Nagios keeps of a plugin.
    private static final int KEPT = 8 * 1024;

    /// Milliseconds to wait for the rest once the program is gone. It is in the pipe already; only a child of the program that
    /// holds the pipe open keeps the end away.
    private static final long REST_MILLIS = 500;

    private final Thread reader;
    private final byte[] kept = new byte[KEPT];
    private int length;

    private CappedOutput(InputStream from) {
        reader = Thread.ofVirtual().name("probe-output").unstarted(() -> read(from));
    }

    static CappedOutput of(InputStream from) {
        var output = new CappedOutput(from);
        output.reader.start();
        return output;
    }

    /// What has come so far, up to the end if that comes soon.
    String text() throws InterruptedException {
        reader.join(REST_MILLIS);
        synchronized (this) {
            return new String(kept, 0, length, StandardCharsets.UTF_8);
        }
    }

    /// Somebody may still write.
    boolean isOpen() {
        return reader.isAlive();
    }

    private void read(InputStream from) {
        var chunk = new byte[KEPT];
        try {
            for (int read = from.read(chunk); read >= 0; read = from.read(chunk)) {
                synchronized (this) {
                    int fits = Math.min(read, KEPT - length);
                    System.arraycopy(chunk, 0, kept, length, fits);
                    length += fits;
                }
            }
        } catch (IOException closed) {
            // The probe has closed the pipe: it does not want the rest.
            return;
        }
    }
}
