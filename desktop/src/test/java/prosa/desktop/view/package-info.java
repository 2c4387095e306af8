/** Tests of colours and of texts, without a display. */
@NullMarked
package prosa.desktop.view;

import org.jspecify.annotations.NullMarked;
