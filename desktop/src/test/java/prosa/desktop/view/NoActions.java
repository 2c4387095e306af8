package prosa.desktop.view;

import prosa.client.ConnectOptions;
import prosa.desktop.model.ChatController;

/** A window that does nothing of what its controller asks. */
final class NoActions implements ChatController.WindowActions {
  @Override
  public void leave() {}

  @Override
  public void show(String title, String text) {}

  @Override
  public void wentElsewhere(ConnectOptions options) {}
}
