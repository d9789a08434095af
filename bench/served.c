/* The process under supervision: a small HTTP server that starts as fast as a process can. Usage: served PORT
   Every answer carries its pid, so that a new incarnation can be told from the old one. */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int count, char **words) {
    if (count != 2) {
        fprintf(stderr, "usage: served PORT\n");
        return 2;
    }
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    int on = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((unsigned short) atoi(words[1]))};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(listener, (struct sockaddr *) &address, sizeof address) != 0 || listen(listener, 64) != 0) {
        perror("served");
        return 1;
    }
    char body[32], answer[256], request[4096];
    int bodyLength = snprintf(body, sizeof body, "%d", (int) getpid());
    int length = snprintf(answer, sizeof answer,
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s", bodyLength, body);
    for (;;) {
        int client = accept(listener, NULL, NULL);
        if (client < 0) {
            continue;
        }
        if (read(client, request, sizeof request) > 0 && write(client, answer, (size_t) length) < 0) {
            perror("served");
        }
        close(client);
    }
}
