package prosa.desktop.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The messages and notices since the window was opened, oldest first. Waiting texts are at the end,
 * in the order in which they will be sent.
 *
 * <p>It holds {@value #MOST} entries; beyond that the oldest is dropped, but never an unsent text.
 */
public final class Transcript {
  /** The most entries. */
  public static final int MOST = 10_000;

  /** A listener that is notified after each change; positions are those of {@link #items}. */
  public interface TranscriptListener {
    void inserted(int index, TranscriptItem item);

    void changed(int index, TranscriptItem item);

    void removed(int index);
  }

  private final List<TranscriptItem> items = new ArrayList<>();
  private final TranscriptListener listener;
  private int waiting;

  Transcript(TranscriptListener listener) {
    this.listener = listener;
  }

  /** A view of all entries. */
  public List<TranscriptItem> items() {
    return java.util.Collections.unmodifiableList(items);
  }

  /** Whether there are texts that are not known to be delivered. */
  public boolean holdsUnsent() {
    return items.stream()
        .anyMatch(i -> i instanceof TranscriptItem.Bubble b && b.delivery() != DeliveryStatus.SAID);
  }

  /** Adds a notice or another member's message. */
  void add(TranscriptItem item) {
    insert(items.size() - waiting, item);
    if (items.size() > MOST) {
      forgetOldest();
    }
  }

  /** Adds a text of the user. */
  void await(TranscriptItem.Bubble text) {
    insert(items.size(), text);
    waiting++;
  }

  /** A waiting text was sent or will not be: it moves among the delivered entries. */
  void settle(TranscriptItem.Bubble bubble) {
    int index = waitingAt(bubble.id());
    int end = items.size() - waiting;
    if (index < 0) {
      add(bubble);
    } else if (index == end) {
      waiting--;
      items.set(index, bubble);
      listener.changed(index, bubble);
    } else {
      items.remove(index);
      waiting--;
      listener.removed(index);
      insert(end, bubble);
    }
  }

  /** The waiting text with this id. */
  Optional<TranscriptItem.Bubble> waiting(String id) {
    int index = waitingAt(id);
    return index < 0 ? Optional.empty() : Optional.of((TranscriptItem.Bubble) items.get(index));
  }

  /** All waiting texts. */
  List<TranscriptItem.Bubble> waiting() {
    return items.subList(items.size() - waiting, items.size()).stream()
        .map(TranscriptItem.Bubble.class::cast)
        .toList();
  }

  /** Removes an unsent text, so that the user can send it again. */
  Optional<TranscriptItem.Bubble> takeUnsent(String id) {
    for (int i = 0; i < items.size(); i++) {
      if (items.get(i) instanceof TranscriptItem.Bubble b
          && b.id().equals(id)
          && b.delivery().open()) {
        items.remove(i);
        listener.removed(i);
        return Optional.of(b);
      }
    }
    return Optional.empty();
  }

  /** Removes everything except the user's own texts that are not known to be delivered. */
  void clearSaid() {
    for (int i = items.size() - 1 - waiting; i >= 0; i--) {
      if (!(items.get(i) instanceof TranscriptItem.Bubble b)
          || b.delivery() == DeliveryStatus.SAID) {
        items.remove(i);
        listener.removed(i);
      }
    }
  }

  void clear() {
    for (int i = items.size() - 1; i >= 0; i--) {
      items.remove(i);
      listener.removed(i);
    }
    waiting = 0;
  }

  private void insert(int index, TranscriptItem item) {
    items.add(index, item);
    listener.inserted(index, item);
  }

  private void forgetOldest() {
    for (int i = 0; i < items.size() - waiting; i++) {
      if (!(items.get(i) instanceof TranscriptItem.Bubble b)
          || b.delivery() == DeliveryStatus.SAID) {
        items.remove(i);
        listener.removed(i);
        return;
      }
    }
  }

  private int waitingAt(String id) {
    for (int i = items.size() - waiting; i < items.size(); i++) {
      if (((TranscriptItem.Bubble) items.get(i)).id().equals(id)) {
        return i;
      }
    }
    return -1;
  }
}
