package prosa.client;

/** A listener for the events of a session, which come one after the other and in order. */
@FunctionalInterface
public interface ChatListener {
  /** Called with each event, on the executor that was given to {@link ChatClient#enter}. */
  void onEvent(ChatClient client, ChatEvent event);
}
