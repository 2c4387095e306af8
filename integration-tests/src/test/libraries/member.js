// A member on zeromq.js, which brings its own libzmq: member.js classic|dealer PORT NAME. Says each line
// of its standard input, prints each message that it hears; ends with its standard input.
const readline = require('node:readline')
const zmq = require('zeromq')

const [way, door, name] = process.argv.slice(2)

function to(Type, port) {
  const socket = new Type({ linger: 0 })
  if (Type === zmq.Subscriber) socket.subscribe()
  socket.connect(`tcp://127.0.0.1:${port}`)
  return socket
}

async function main() {
  let mouth
  let ear
  if (way === 'classic') {
    const asked = to(zmq.Request, door)
    await asked.send('FindChat')
    const [answer] = await asked.receive()
    const { to_server: toServer, from_server: fromServer } = JSON.parse(answer)
    mouth = to(zmq.Publisher, toServer)
    ear = to(zmq.Subscriber, fromServer)
  } else {
    mouth = ear = to(zmq.Dealer, door)
  }
  let queue = Promise.resolve() // one send at a time
  const say = message => { queue = queue.then(() => mouth.send(JSON.stringify(message))) }
  const lines = readline.createInterface({ input: process.stdin })
  lines.on('line', line => say(way === 'classic' ? { user: name, message: line } : { type: 'say', message: line }))
  lines.on('close', () => process.exit(0))
  for await (const [text] of ear) {
    console.log(text.toString())
    if (way !== 'classic' && JSON.parse(text).type === 'hello') say({ type: 'enter', user: name })
  }
}

main()
