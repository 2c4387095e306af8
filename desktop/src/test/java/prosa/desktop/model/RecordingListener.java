package prosa.desktop.model;

import java.util.ArrayList;
import java.util.List;

/** Records the events of a model. */
final class RecordingListener implements ChatModelListener {
  final List<Alert> alerts = new ArrayList<>();
  final List<String> announced = new ArrayList<>();
  final List<String> returned = new ArrayList<>();
  final List<TranscriptItem> shownItems = new ArrayList<>();
  String turnedAway = "";
  int entered;

  @Override
  public void entered() {
    entered++;
  }

  @Override
  public void turnedAway(String sentence) {
    turnedAway = sentence;
  }

  @Override
  public void statusChanged() {}

  @Override
  public void roomChanged() {}

  @Override
  public void promptsChanged() {}

  @Override
  public void titleChanged() {}

  @Override
  public void alert(Alert alert) {
    alerts.add(alert);
  }

  @Override
  public void returned(String line) {
    returned.add(line);
  }

  @Override
  public void announce(String sentence) {
    announced.add(sentence);
  }

  @Override
  public void inserted(int index, TranscriptItem item) {
    shownItems.add(index, item);
  }

  @Override
  public void changed(int index, TranscriptItem item) {
    shownItems.set(index, item);
  }

  @Override
  public void removed(int index) {
    shownItems.remove(index);
  }
}
