package dev.rayjobs.internal.yaml;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Where keys stand in a YAML text, for messages. */
public final class YamlLines {
  private YamlLines() {}

  /**
   * The line of a key, counted from 1.
   *
   * @param text a YAML text that {@link Yaml} has parsed
   * @param path the keys of the mappings around it, outermost first, and its own
   * @return 0 if there is no such key
   */
  public static int of(String text, List<String> path) {
    Node node = Yaml.compose(text);
    int line = 0;
    for (String key : path) {
      NodeTuple entry = entry(node, key);
      if (entry == null) {
        return 0;
      }
      line = entry.getKeyNode().getStartMark().getLine() + 1;
      node = entry.getValueNode();
    }
    return line;
  }

  private static @Nullable NodeTuple entry(@Nullable Node node, String key) {
    NodeTuple found = null;
    if (node instanceof MappingNode mapping) {
      for (NodeTuple entry : mapping.getValue()) {
        if (entry.getKeyNode() instanceof ScalarNode scalar && scalar.getValue().equals(key)) {
          // The last of several equal keys counts.
          found = entry;
        }
      }
    }
    return found;
  }
}
