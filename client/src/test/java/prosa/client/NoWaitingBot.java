package prosa.client;

/** A program that enters and returns from {@code main}; its client's thread goes on. */
final class NoWaitingBot {
  private NoWaitingBot() {}

  public static void main(String[] args) {
    var _ =
        ChatClient.enter(
            ConnectOptions.to(args[0], "Bot"),
            (client, event) -> {
              if (event instanceof ChatEvent.Said(Message message) && !message.mine()) {
                if (message.text().equals("bye")) {
                  client.close();
                } else {
                  client.say("here");
                }
              }
            });
  }
}
