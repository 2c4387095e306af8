/** Tests of colours and of texts that are not HTML, without a display. */
@NullMarked
package prosa.desktop.view;

import org.jspecify.annotations.NullMarked;
