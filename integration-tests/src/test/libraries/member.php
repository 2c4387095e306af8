<?php
// A member on libzmq by php-zmq: member.php classic|dealer PORT NAME. Says each line of its standard
// input, prints each message that it hears; ends with its standard input.
[, $way, $door, $name] = $argv;
$context = new ZMQContext();

function to(int $type, string $port): ZMQSocket
{
    global $context;
    $socket = $context->getSocket($type);
    $socket->setSockOpt(ZMQ::SOCKOPT_LINGER, 0);
    if ($type === ZMQ::SOCKET_SUB) {
        $socket->setSockOpt(ZMQ::SOCKOPT_SUBSCRIBE, '');
    }
    $socket->connect("tcp://127.0.0.1:$port");
    return $socket;
}

if ($way === 'classic') {
    $req = to(ZMQ::SOCKET_REQ, $door);
    $req->send('FindChat');
    preg_match_all('/\d+/', $req->recv(), $ports);
    $mouth = to(ZMQ::SOCKET_PUB, $ports[0][0]);
    $ear = to(ZMQ::SOCKET_SUB, $ports[0][1]);
} else {
    $mouth = $ear = to(ZMQ::SOCKET_DEALER, $door);
}
while (true) {
    while (($text = $ear->recv(ZMQ::MODE_NOBLOCK)) !== false) {
        fwrite(STDOUT, "$text\n");
        if (str_contains($text, '"type": "hello"')) {
            $mouth->send("{\"type\": \"enter\", \"user\": \"$name\"}");
        }
    }
    $read = [STDIN];
    $none = null;
    if (stream_select($read, $none, $none, 0, 20000) > 0) {
        $line = fgets(STDIN);
        if ($line === false) {
            exit(0);
        }
        $line = rtrim($line, "\n");
        $mouth->send($way === 'classic'
            ? "{\"user\": \"$name\", \"message\": \"$line\"}"
            : "{\"type\": \"say\", \"message\": \"$line\"}");
    }
}
