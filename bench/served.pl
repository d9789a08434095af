#!/usr/bin/perl
# The process under supervision where there is no C compiler; does what served.c does, and starts a few milliseconds later.
use strict;
use warnings;
use Socket;

my $port = shift or die "usage: served PORT\n";
socket(my $listener, PF_INET, SOCK_STREAM, 0) or die "served: $!\n";
setsockopt($listener, SOL_SOCKET, SO_REUSEADDR, 1);
bind($listener, sockaddr_in($port, INADDR_LOOPBACK)) or die "served: $!\n";
listen($listener, 64) or die "served: $!\n";
while (1) {
    accept(my $client, $listener) or next;
    if (sysread($client, my $request, 4096)) {
        syswrite($client, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: " . length($$)
            . "\r\nConnection: close\r\n\r\n$$");
    }
    close($client);
}
