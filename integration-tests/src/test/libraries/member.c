/* A member on czmq: member classic|dealer PORT NAME. Says each line of its standard input, prints
   each message that it hears; ends with its standard input. */
#include <czmq.h>

static zsock_t *to(int type, const char *port)
{
    zsock_t *socket = zsock_new(type);
    zsock_set_linger(socket, 0);
    if (type == ZMQ_SUB)
        zsock_set_subscribe(socket, "");
    if (zsock_connect(socket, "tcp://127.0.0.1:%s", port))
        exit(1);
    return socket;
}

int main(int count, char **arguments)
{
    if (count != 4)
        return 2;
    zsys_handler_set(NULL);
    int classic = streq(arguments[1], "classic");
    const char *name = arguments[3];
    zsock_t *mouth, *ear;
    if (classic) {
        zsock_t *req = to(ZMQ_REQ, arguments[2]);
        zstr_send(req, "FindChat");
        char *answer = zstr_recv(req), ports[2][6];
        char *digit = strpbrk(answer, "0123456789");
        snprintf(ports[0], 6, "%ld", strtol(digit, &digit, 10));
        digit = strpbrk(digit, "0123456789");
        snprintf(ports[1], 6, "%ld", strtol(digit, &digit, 10));
        zstr_free(&answer);
        mouth = to(ZMQ_PUB, ports[0]);
        ear = to(ZMQ_SUB, ports[1]);
    } else
        mouth = ear = to(ZMQ_DEALER, arguments[2]);
    char line[256];
    zpoller_t *hears = zpoller_new(ear, NULL);
    for (;;) {
        while (zpoller_wait(hears, 20)) {
            char *text = zstr_recv(ear);
            if (!text)
                return 1;
            puts(text);
            fflush(stdout);
            if (strstr(text, "\"type\": \"hello\""))
                zstr_sendf(mouth, "{\"type\": \"enter\", \"user\": \"%s\"}", name);
            zstr_free(&text);
        }
        zmq_pollitem_t input = {NULL, STDIN_FILENO, ZMQ_POLLIN, 0};
        if (zmq_poll(&input, 1, 0) > 0) {
            size_t length = 0;
            while (length < sizeof line - 1 && read(STDIN_FILENO, line + length, 1) == 1 && line[length] != '\n')
                length++;
            if (length == 0)
                return 0;
            line[length] = 0;
            if (classic)
                zstr_sendf(mouth, "{\"user\": \"%s\", \"message\": \"%s\"}", name, line);
            else
                zstr_sendf(mouth, "{\"type\": \"say\", \"message\": \"%s\"}", line);
        }
    }
}
