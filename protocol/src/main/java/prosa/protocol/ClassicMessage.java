package prosa.protocol;

/** The only message of the classic protocol: the sender's name and the text. */
public record ClassicMessage(String user, String message) {}
