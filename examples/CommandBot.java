import java.time.LocalTime;
import prosa.client.ChatClient;
import prosa.client.ChatEvent;
import prosa.client.ConnectOptions;

/** Answers !time and !who, and greets who sits down. */
void main(String[] arguments) throws InterruptedException {
  ChatClient.enter(ConnectOptions.to(arguments[0], "Butler"), this::answer).awaitEnd();
}

void answer(ChatClient client, ChatEvent event) {
  switch (event) {
    case ChatEvent.Joined(var member) -> client.say("Welcome, " + member.name() + ".");
    case ChatEvent.Said(var said) when said.mine() -> {}
    case ChatEvent.Said(var said) when said.text().equals("!time") ->
        client.say(LocalTime.now().withNano(0).toString());
    case ChatEvent.Said(var said) when said.text().equals("!who") ->
        client.snapshot().ifPresent(room -> client.say("We are " + room.people() + "."));
    default -> {}
  }
}
