# A member on libzmq by ZMQ::FFI: member.pl classic|dealer PORT NAME. Says each line of its standard
# input, prints each message that it hears; ends with its standard input.
use strict;
use warnings;
use IO::Select;
use ZMQ::FFI;
use ZMQ::FFI::Constants qw(ZMQ_PUB ZMQ_SUB ZMQ_REQ ZMQ_DEALER ZMQ_LINGER);

my ($way, $door, $name) = @ARGV;
$| = 1;
my $context = ZMQ::FFI->new();
my $input = IO::Select->new(\*STDIN);

sub to {
  my ($type, $port) = @_;
  my $socket = $context->socket($type);
  $socket->set(ZMQ_LINGER, 'int', 0);
  $socket->subscribe('') if $type == ZMQ_SUB;
  $socket->connect("tcp://127.0.0.1:$port");
  return $socket;
}

my ($mouth, $ear);
if ($way eq 'classic') {
  my $req = to(ZMQ_REQ, $door);
  $req->send('FindChat');
  my @ports = $req->recv() =~ /(\d+)/g;
  ($mouth, $ear) = (to(ZMQ_PUB, $ports[0]), to(ZMQ_SUB, $ports[1]));
} else {
  $mouth = $ear = to(ZMQ_DEALER, $door);
}
while (1) {
  while ($ear->has_pollin) {
    my $text = $ear->recv();
    print "$text\n";
    $mouth->send(qq({"type": "enter", "user": "$name"})) if $text =~ /"type": "hello"/;
  }
  next unless $input->can_read(0.02);
  my $line = '';
  while (sysread(STDIN, my $byte, 1)) {
    last if $byte eq "\n";
    $line .= $byte;
  }
  exit 0 if $line eq '';
  $mouth->send($way eq 'classic'
    ? qq({"user": "$name", "message": "$line"})
    : qq({"type": "say", "message": "$line"}));
}
