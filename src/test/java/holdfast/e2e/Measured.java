package holdfast.e2e;

/// Times that are promised, as they came out in this run; in the log of the tests.
final class Measured {
    private Measured() {}

    static void since(String what, long beginNanos) {
        System.out.printf("measured: %s: %.2f s%n", what, (System.nanoTime() - beginNanos) / 1e9);
    }
}
