/**
 * The {@code prosa} command: reads the command line and wires the parts together.
 *
 * <p>The entry point is {@link prosa.app.Main}. It makes no decisions itself, and no other module
 * imports it.
 */
@NullMarked
package prosa.app;

import org.jspecify.annotations.NullMarked;
