/** Tests of what the window shows, without a display. */
@NullMarked
package prosa.desktop.model;

import org.jspecify.annotations.NullMarked;
