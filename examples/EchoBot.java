import prosa.client.*;

/** Says again what the others say. Run it with the client's jars on the class path. */
void main(String[] arguments) throws InterruptedException {
  ConnectOptions options = ConnectOptions.to(arguments[0], "Echo");
  ChatClient.enter(options, this::answer).awaitEnd();
}

void answer(ChatClient client, ChatEvent event) {
  if (event instanceof ChatEvent.Said(var said) && !said.mine()) {
    client.say(said.text());
  }
}
