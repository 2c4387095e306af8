package prosa.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jline.keymap.KeyMap;
import org.jline.reader.Binding;
import org.jline.reader.LineReader;
import org.jline.reader.Reference;
import org.jline.reader.Widget;

/**
 * The keys of the line editor: those of JLine's Emacs keymap that edit the line and nothing else.
 *
 * <p>JLine has more by default: Ctrl-X Ctrl-E writes the line into a temporary file and opens an
 * editor on it, Alt-X runs any command by its name, others change the keymap. Whatever is not in
 * this list is taken out, key and command, so that what is typed stays in memory.
 */
final class EditorKeys {
  private static final Set<String> KEPT =
      Set.of(
          LineReader.SEND_BREAK,
          LineReader.ACCEPT_LINE,
          LineReader.BACKWARD_CHAR,
          LineReader.BACKWARD_DELETE_CHAR,
          LineReader.BACKWARD_KILL_WORD,
          LineReader.BACKWARD_WORD,
          LineReader.BEGIN_PASTE,
          LineReader.BEGINNING_OF_HISTORY,
          LineReader.BEGINNING_OF_LINE,
          LineReader.CAPITALIZE_WORD,
          LineReader.CLEAR_SCREEN,
          LineReader.DELETE_CHAR,
          LineReader.DELETE_CHAR_OR_LIST,
          LineReader.DO_LOWERCASE_VERSION,
          LineReader.DOWN_CASE_WORD,
          LineReader.DOWN_LINE_OR_HISTORY,
          LineReader.END_OF_HISTORY,
          LineReader.END_OF_LINE,
          LineReader.EXCHANGE_POINT_AND_MARK,
          LineReader.EXPAND_OR_COMPLETE,
          LineReader.FORWARD_CHAR,
          LineReader.FORWARD_WORD,
          LineReader.HISTORY_INCREMENTAL_SEARCH_BACKWARD,
          LineReader.HISTORY_INCREMENTAL_SEARCH_FORWARD,
          LineReader.HISTORY_SEARCH_BACKWARD,
          LineReader.HISTORY_SEARCH_FORWARD,
          LineReader.INTERRUPT,
          LineReader.KILL_LINE,
          LineReader.KILL_WHOLE_LINE,
          LineReader.KILL_WORD,
          LineReader.LIST_CHOICES,
          LineReader.OVERWRITE_MODE,
          LineReader.QUOTED_INSERT,
          LineReader.REDO,
          LineReader.SELF_INSERT,
          LineReader.SELF_INSERT_UNMETA,
          LineReader.SET_MARK_COMMAND,
          LineReader.MOUSE,
          LineReader.FOCUS_IN,
          LineReader.FOCUS_OUT,
          LineReader.TERMINAL_RESIZE,
          LineReader.TRANSPOSE_CHARS,
          LineReader.TRANSPOSE_WORDS,
          LineReader.UNDO,
          LineReader.UP_CASE_WORD,
          LineReader.UP_LINE_OR_HISTORY,
          LineReader.YANK,
          LineReader.YANK_POP,
          // not bound to keys, but called by the editor itself
          LineReader.REDISPLAY,
          LineReader.REDRAW_LINE,
          LineReader.MENU_COMPLETE,
          LineReader.CALLBACK_INIT,
          LineReader.CALLBACK_FINISH,
          LineReader.CALLBACK_KEYMAP);

  private EditorKeys() {}

  /** Takes everything out of a reader that is not to be had. */
  static void restrict(LineReader reader) {
    for (KeyMap<Binding> keys : reader.getKeyMaps().values()) {
      List<String> unwanted = new ArrayList<>();
      for (Map.Entry<String, Binding> bound : keys.getBoundKeys().entrySet()) {
        if (!(bound.getValue() instanceof Reference to) || !KEPT.contains(to.name())) {
          unwanted.add(bound.getKey());
        }
      }
      unwanted.forEach(keys::unbind);
      for (String bracket : List.of(")", "]", "}")) { // JLine's own commands halt at the other one
        keys.bind(new Reference(LineReader.SELF_INSERT), bracket);
      }
    }
    Map<String, Widget> widgets = reader.getWidgets();
    List.copyOf(widgets.keySet()).stream()
        .filter(name -> !KEPT.contains(name) && !name.startsWith("."))
        .forEach(widgets::remove);
  }
}
