package prosa.app;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.TypeConversionException;
import prosa.messages.Language;
import prosa.server.operations.CidrBlock;

/**
 * Some of a command's flags and arguments. A subclass has a field for each, in the order of the
 * help, and all that there is to say of a flag stands at its field: its name, its value and what
 * the help calls that, its default, and what it is for.
 *
 * <pre>{@code
 * private final Flag<Duration> hold =
 *     time("--hold").usually("30s").saying("How long a seat is held. Default: ${DEFAULT-VALUE}.");
 * }</pre>
 *
 * <p>They are made by picocli's builders and not read from annotations, which is quicker.
 */
abstract class Flags {
  /** What stands for the default where a flag is described. */
  static final String DEFAULT = "${DEFAULT-VALUE}";

  private static final String BETWEEN = "\\s*,\\s*";

  private final List<ArgSpec> specs = new ArrayList<>();

  /** All of them, in the order of the help. */
  final List<ArgSpec> specs() {
    return List.copyOf(specs);
  }

  /** Flags that have a class of their own, and are next in the order of the help. */
  final <F extends Flags> F part(F part) {
    specs.addAll(part.specs());
    return part;
  }

  /** A flag that is given or not. */
  final Draft<Boolean> toggle(String name) {
    Draft<Boolean> draft = new Draft<>("", boolean.class, name);
    draft.start = false;
    return draft;
  }

  /** A flag that is given, or given with {@code --no-} before its name, or not. */
  final Draft<Boolean> yesOrNo(String name) {
    Draft<Boolean> draft = new Draft<>("", Boolean.class, name);
    draft.negatable = true;
    return draft;
  }

  /** A flag with a whole number. */
  final Draft<Integer> number(String name, String label) {
    return new Draft<>(label, int.class, name);
  }

  /** A flag with a number of another kind. */
  final <T extends Number> Draft<T> number(String name, String label, Class<T> type) {
    return new Draft<>(label, type, name);
  }

  /** A flag with a text. */
  final Draft<String> text(String name, String label) {
    return new Draft<>(label, String.class, name);
  }

  /** A flag with a time, such as {@code 15s}. */
  final Draft<Duration> time(String name) {
    return value(name, "TIME", Duration.class, DurationConverter::parse);
  }

  /** A flag with a number of bytes, such as {@code 16K}. */
  final Draft<ByteSize> size(String name) {
    return value(name, "SIZE", ByteSize.class, ByteSize::parse);
  }

  /** A flag with a file. */
  final Draft<Path> file(String name) {
    return value(name, "FILE", Path.class, Path::of);
  }

  /** A flag with a value of a type of ours. */
  final <T> Draft<T> value(String name, String label, Class<T> type, ITypeConverter<T> reader) {
    return new Draft<T>(label, type, name).readBy(reader);
  }

  /** A flag with values that have commas between them. Without any it has none, and no default. */
  final <T> Draft<List<T>> values(
      String name, String label, Class<T> type, ITypeConverter<T> reader) {
    Draft<List<T>> draft = new Draft<>(label, List.class, name);
    draft.element = type;
    draft.start = List.of();
    return draft.readBy(reader);
  }

  /** A flag with networks, such as {@code 10.0.0.0/8}. */
  final Draft<List<CidrBlock>> networks(String name) {
    return values(name, "NETWORK", CidrBlock.class, Flags::network);
  }

  /** The flag with the language that a person is spoken to in. */
  final Flag<Language> language() {
    return value("--language", "TAG", Language.class, Flags::language)
        .oneOf(Language.offered().stream().map(Language::tag).toArray(String[]::new))
        .saying(Language.offeredTags() + ". Default: this machine's.");
  }

  private static Language language(String tag) {
    return Language.of(tag)
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'" + tag + "' is no language of Prosa: " + Language.offeredTags()));
  }

  private static CidrBlock network(String text) {
    try {
      return CidrBlock.parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException("'" + text + "': " + e.getMessage());
    }
  }

  /**
   * An argument with a text.
   *
   * @param arity how many there may be: {@code 1} or {@code 0..1}
   */
  final Draft<String> argument(String label, String arity) {
    return argument(label, arity, String.class, text -> text);
  }

  /** The same with a value of another type. */
  final <T> Draft<T> argument(String label, String arity, Class<T> type, ITypeConverter<T> reader) {
    Draft<T> draft = new Draft<>(label, type);
    draft.arity = arity;
    return draft.readBy(reader);
  }

  /** Any number of arguments. */
  final Draft<List<String>> arguments(String label) {
    Draft<List<String>> draft = new Draft<>(label, List.class);
    draft.element = String.class;
    draft.arity = "0..*";
    return draft;
  }

  /** A flag, or an argument, in the making: what it is for completes it. */
  final class Draft<T> {
    private final String label;
    private final Class<?> type;
    private String[] names;
    private Class<?> element;
    private ITypeConverter<?>[] readers = {};
    private String arity = "1";
    private boolean negatable;
    private boolean hidden;
    private @Nullable Object start;
    private @Nullable String usual;
    private @Nullable List<String> choices;

    private Draft(String label, Class<?> type, String... names) {
      this.label = label;
      this.type = type;
      this.element = type;
      this.names = names;
    }

    private Draft<T> readBy(ITypeConverter<?> reader) {
      readers = new ITypeConverter<?>[] {reader};
      return this;
    }

    /** Gives it a short name, too. */
    Draft<T> or(String name) {
      names = new String[] {name, names[0]};
      return this;
    }

    /** Gives it a default, as it would be written. */
    Draft<T> usually(String value) {
      usual = value;
      return this;
    }

    /** Names the values that it may have, by which a shell completes it. */
    Draft<T> oneOf(String... values) {
      choices = List.of(values);
      return this;
    }

    /** Says what it is for; {@link #DEFAULT} in it is the default. */
    Flag<T> saying(String what) {
      return add(what);
    }

    /** Keeps it out of the help. */
    Flag<T> hidden() {
      hidden = true;
      return add();
    }

    private Flag<T> add(String... description) {
      ArgSpec spec = names.length == 0 ? argument(description) : option(description);
      specs.add(spec);
      return new Flag<>(spec);
    }

    private ArgSpec option(String... description) {
      OptionSpec.Builder option =
          OptionSpec.builder(names)
              .paramLabel(label)
              .type(type)
              .auxiliaryTypes(element)
              .converters(readers)
              .initialValue(start)
              .defaultValue(usual)
              .completionCandidates(choices)
              .description(description)
              .hidden(hidden);
      if (negatable) {
        option.negatable(true).fallbackValue("true");
      }
      if (!element.equals(type)) {
        option.splitRegex(BETWEEN).splitRegexSynopsisLabel(",");
      }
      return option.build();
    }

    private ArgSpec argument(String... description) {
      return PositionalParamSpec.builder()
          .arity(arity)
          .required(arity.equals("1"))
          .paramLabel(label)
          .type(type)
          .auxiliaryTypes(element)
          .converters(readers)
          .defaultValue(usual)
          .completionCandidates(choices)
          .description(description)
          .build();
    }
  }
}
