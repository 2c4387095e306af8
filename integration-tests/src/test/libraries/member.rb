# A member on libzmq by ffi-rzmq: member.rb classic|dealer PORT NAME. Says each line of its standard
# input, prints each message that it hears; ends with its standard input.
require 'ffi-rzmq'
require 'io/wait'

way, door, name = ARGV
$stdout.sync = true
CONTEXT = ZMQ::Context.new

def to(type, port)
  socket = CONTEXT.socket(type)
  socket.setsockopt(ZMQ::LINGER, 0)
  socket.setsockopt(ZMQ::SUBSCRIBE, '') if type == ZMQ::SUB
  socket.connect("tcp://127.0.0.1:#{port}")
  socket
end

if way == 'classic'
  req = to(ZMQ::REQ, door)
  req.send_string('FindChat')
  answer = +''
  req.recv_string(answer)
  ports = answer.scan(/\d+/)
  mouth = to(ZMQ::PUB, ports[0])
  ear = to(ZMQ::SUB, ports[1])
else
  mouth = ear = to(ZMQ::DEALER, door)
end
loop do
  text = +''
  while ear.recv_string(text, ZMQ::DONTWAIT) >= 0
    puts text
    mouth.send_string(%({"type": "enter", "user": "#{name}"})) if text.include?('"type": "hello"')
    text = +''
  end
  next unless $stdin.wait_readable(0.02)
  line = $stdin.gets
  exit 0 if line.nil?
  line = line.chomp
  mouth.send_string(way == 'classic' ? %({"user": "#{name}", "message": "#{line}"}) : %({"type": "say", "message": "#{line}"}))
end
