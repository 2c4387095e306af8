package prosa.desktop.view;

import prosa.desktop.model.Alert;
import prosa.desktop.model.ChatModelListener;
import prosa.desktop.model.TranscriptItem;

/** A listener of a model that does nothing; tests override what they check. */
class NoListener implements ChatModelListener {
  @Override
  public void entered() {}

  @Override
  public void turnedAway(String sentence) {}

  @Override
  public void statusChanged() {}

  @Override
  public void roomChanged() {}

  @Override
  public void promptsChanged() {}

  @Override
  public void titleChanged() {}

  @Override
  public void alert(Alert alert) {}

  @Override
  public void returned(String line) {}

  @Override
  public void announce(String sentence) {}

  @Override
  public void inserted(int index, TranscriptItem item) {}

  @Override
  public void changed(int index, TranscriptItem item) {}

  @Override
  public void removed(int index) {}
}
