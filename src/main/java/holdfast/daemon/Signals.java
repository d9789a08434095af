package holdfast.daemon;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.Optional;

/// Signals to this process. The JDK has no other door to them than `sun.misc.Signal` (module `jdk.unsupported`, which JEP 260 keeps
/// for want of a replacement); it is reached by name, because javac warns of every mention and warnings are errors here.
///
/// Threading: any; the task runs on a thread of the JVM's own.
public final class Signals {
    private Signals() {}

    /// Runs `task` at each arrival of the signal, instead of what the JVM would do.
    ///
    /// @param name without SIG: `HUP`, `TERM`, `INT`
    /// @return why that is not possible, if so: the JVM was started with `-Xrs`, or there is no such signal
    public static Optional<String> on(String name, Runnable task) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            InvocationHandler call = (proxy, method, arguments) -> switch (method.getName()) {
                case "handle" -> {
                    task.run();
                    yield null;
                }
                case "equals" -> arguments != null && proxy == arguments[0];
                case "hashCode" -> System.identityHashCode(proxy);
                default -> "Signals.on(" + name + ")";
            };
            Object taker = Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, call);
            Object _ = signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), taker);
            return Optional.empty();
        } catch (ReflectiveOperationException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            return Optional.of(cause.toString());
        }
    }
}
