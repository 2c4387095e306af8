package prosa.desktop.view;

import java.awt.event.ActionEvent;
import javax.swing.AbstractAction;

/** Something that a key does. */
@SuppressWarnings("serial") // never serialized
final class RunnableAction extends AbstractAction {
  private final Runnable task;

  RunnableAction(Runnable task) {
    this.task = task;
  }

  @Override
  public void actionPerformed(ActionEvent event) {
    task.run();
  }
}
