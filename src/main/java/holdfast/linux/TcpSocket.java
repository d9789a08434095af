package holdfast.linux;

import java.net.InetAddress;

/// One line of `/proc/net/tcp` or `tcp6`.
///
/// @param address local address; a v4-mapped one (`::ffff:127.0.0.1`) appears as the IPv4 address it is
/// @param isIpv6 the socket's family: a wildcard of family 6 takes IPv4 connections too, unless it was told not to
/// @param user id of the user who made the socket
/// @param inode number that leads to the processes which hold it; 0 once no process does (TIME_WAIT)
public record TcpSocket(InetAddress address, int port, boolean isIpv6, State state, long user, long inode) {
    /// States as the kernel numbers them, include/net/tcp_states.h.
    public enum State {
        ESTABLISHED,
        SYN_SENT,
        SYN_RECV,
        FIN_WAIT1,
        FIN_WAIT2,
        /// The connection is over and only its port numbers are kept for a minute. A server that binds with SO_REUSEADDR, as all
        /// do, is not hindered.
        TIME_WAIT,
        /// Bound, and neither listening nor connected.
        CLOSE,
        CLOSE_WAIT,
        LAST_ACK,
        LISTEN,
        CLOSING,
        NEW_SYN_RECV;

        static State of(int number) {
            return values()[number - 1];
        }
    }

    public boolean isListening() {
        return state == State.LISTEN;
    }
}
