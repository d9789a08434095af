package holdfast.linux;

import java.util.List;

/// A listening socket and the processes that have it open. No process means that none could be *seen*: the holder belongs to
/// another user, or lives in another pid namespace. It never means that nobody holds it.
public record PortHolder(TcpSocket socket, List<ProcessCard> processes) {
    public PortHolder {
        processes = List.copyOf(processes);
    }
}
