/**
 * Every no that the server says to a direct or browser member, with its sentence: {@link
 * prosa.server.refusal.Refusals}.
 */
@NullMarked
package prosa.server.refusal;

import org.jspecify.annotations.NullMarked;
