package prosa.desktop.view;

import com.formdev.flatlaf.ui.FlatTextFieldUI;
import java.awt.Graphics;
import java.awt.Rectangle;
import java.awt.Shape;
import javax.swing.BoundedRangeModel;
import javax.swing.JTextField;
import javax.swing.SizeRequirements;
import javax.swing.SwingConstants;
import javax.swing.event.DocumentEvent;
import javax.swing.text.BadLocationException;
import javax.swing.text.Element;
import javax.swing.text.JTextComponent;
import javax.swing.text.Position.Bias;
import javax.swing.text.View;
import javax.swing.text.ViewFactory;

/**
 * The UI of a field of one line that shows each emoji by {@link EmojiText}, as {@link EmojiTextUI}
 * does in a text area.
 */
final class EmojiFieldUI extends FlatTextFieldUI {
  @Override
  public View create(Element element) {
    return new FieldLine(element, getComponent());
  }

  /**
   * A line in one row, which is moved to the side where it is longer than the field, so that the
   * caret is in sight; as Swing's own views of a field do it, which know no emoji.
   */
  private static final class FieldLine extends EmojiLine {
    private final JTextField field;

    FieldLine(Element element, JTextComponent component) {
      super(element, component);
      field = (JTextField) component;
    }

    @Override
    public int getFlowSpan(int index) {
      return Integer.MAX_VALUE;
    }

    /** Never less than the row needs: its parts would be pushed over each other. */
    @Override
    public void setSize(float width, float height) {
      super.setSize(Math.max(width, runsWidth()), height);
    }

    /** By {@link #row}. */
    @Override
    protected void setJustification(int justification) {}

    @Override
    protected SizeRequirements calculateMinorAxisRequirements(int axis, SizeRequirements r) {
      int width = (int) Math.ceil(runsWidth());
      return new SizeRequirements(width, width, Integer.MAX_VALUE, 0);
    }

    @Override
    public int getResizeWeight(int axis) {
      return axis == X_AXIS ? 1 : 0;
    }

    /** Where the row is, if the field's inside is there. */
    private Rectangle row(Shape inside) {
      Rectangle row = inside.getBounds();
      int height = (int) getPreferredSpan(Y_AXIS);
      row.y += (row.height - height) / 2;
      row.height = height;
      int width = (int) getPreferredSpan(X_AXIS);
      BoundedRangeModel shown = field.getHorizontalVisibility();
      int most = Math.max(width, row.width);
      int extent = Math.min(most, row.width - 1);
      shown.setRangeProperties(
          Math.min(shown.getValue(), most - extent), extent, shown.getMinimum(), most, false);
      if (width < row.width) {
        int free = row.width - 1 - width;
        row.x += field.getHorizontalAlignment() == SwingConstants.RIGHT ? free : 0;
        row.width -= free;
      } else {
        row.width = width;
        row.x -= shown.getValue();
      }
      return row;
    }

    @Override
    public void paint(Graphics graphics, Shape where) {
      Rectangle inside = where.getBounds();
      graphics.clipRect(inside.x, inside.y, inside.width, inside.height);
      super.paint(graphics, row(where));
    }

    @Override
    public Shape modelToView(int position, Shape where, Bias bias) throws BadLocationException {
      return super.modelToView(position, row(where), bias);
    }

    @Override
    public Shape modelToView(int from, Bias fromBias, int to, Bias toBias, Shape where)
        throws BadLocationException {
      return super.modelToView(from, fromBias, to, toBias, row(where));
    }

    @Override
    public int viewToModel(float x, float y, Shape where, Bias[] bias) {
      return super.viewToModel(x, y, row(where), bias);
    }

    @Override
    public void insertUpdate(DocumentEvent event, Shape where, ViewFactory factory) {
      super.insertUpdate(event, where, factory);
      field.repaint();
    }

    @Override
    public void removeUpdate(DocumentEvent event, Shape where, ViewFactory factory) {
      super.removeUpdate(event, where, factory);
      field.repaint();
    }
  }
}
