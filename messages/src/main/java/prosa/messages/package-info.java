/**
 * Every sentence that Prosa shows to a person: one catalogue, a file for each language, plural
 * rules and values that are put in.
 *
 * <p>Entry point: {@link prosa.messages.Messages}. The front ends and the server take their
 * sentences from here; the page takes them as JavaScript modules that {@link
 * prosa.messages.PageModules} writes at build time. This package imports nothing but the JDK.
 */
@NullMarked
package prosa.messages;

import org.jspecify.annotations.NullMarked;
