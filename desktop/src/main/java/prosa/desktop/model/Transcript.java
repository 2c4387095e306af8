package prosa.desktop.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What was said and what happened while the window was open, oldest first; what waits to be said
 * stands at its end, in the order in which it will be said.
 *
 * <p>It holds {@value #MOST} entries; beyond that the oldest is forgotten, but never a text that
 * was not said.
 */
public final class Transcript {
  /** The most entries. */
  public static final int MOST = 10_000;

  /** Told of each change, after it; positions are those of {@link #items}. */
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

  /** Whether there are texts that nobody is known to have heard. */
  public boolean holdsUnsent() {
    return items.stream()
        .anyMatch(i -> i instanceof TranscriptItem.Bubble b && b.delivery() != DeliveryStatus.SAID);
  }

  /** Something happened, or somebody else said something. */
  void add(TranscriptItem item) {
    insert(items.size() - waiting, item);
    if (items.size() > MOST) {
      forgetOldest();
    }
  }

  /** The person wrote something. */
  void await(TranscriptItem.Bubble text) {
    insert(items.size(), text);
    waiting++;
  }

  /** What waited is said now, or will not be: it takes its place among what happened. */
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

  /** What waits under this id. */
  Optional<TranscriptItem.Bubble> waiting(String id) {
    int index = waitingAt(id);
    return index < 0 ? Optional.empty() : Optional.of((TranscriptItem.Bubble) items.get(index));
  }

  /** Everything that waits. */
  List<TranscriptItem.Bubble> waiting() {
    return items.subList(items.size() - waiting, items.size()).stream()
        .map(TranscriptItem.Bubble.class::cast)
        .toList();
  }

  /** Takes an unsaid text out, so that the person may say it again. */
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

  /** Removes everything but the person's own texts that nobody is known to have heard. */
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
