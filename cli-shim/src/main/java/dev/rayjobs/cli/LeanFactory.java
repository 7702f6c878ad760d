package dev.rayjobs.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/**
 * Makes what picocli needs for commands that are built by hand. Its own factory, used for the rest
 * alone, looks at its first use for a class of Groovy's in all jars, which takes a quarter of a
 * short command's time.
 */
final class LeanFactory implements IFactory {
  @Override
  public <K> K create(Class<K> type) throws Exception {
    if (type == List.class) {
      return type.cast(new ArrayList<>());
    }
    if (type == Map.class) {
      return type.cast(new LinkedHashMap<>());
    }
    return CommandLine.defaultFactory().create(type);
  }
}
