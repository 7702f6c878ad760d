package dev.rayjobs.internal.yaml;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * The values of one document's nodes, as PyYAML's safe constructor makes them. What JSON does not
 * have, dates above all, is refused here, where the place is known.
 *
 * <p>A few lines with aliases of aliases can stand for billions of values. Shared nodes are made
 * once and stay shared, and what they would be when written out is counted and bounded.
 */
final class NodeValues {
  /** No runtime_env or conda file comes near; the server takes a request of 1 MiB. */
  private static final long MOST_VALUES = 200_000;

  private record Built(@Nullable Object value, long size) {}

  private final IdentityHashMap<Node, Built> built = new IdentityHashMap<>();
  private final IdentityHashMap<Node, List<NodeTuple>> flattened = new IdentityHashMap<>();
  private final Set<Node> open = Collections.newSetFromMap(new IdentityHashMap<>());
  private long flattenedTuples;

  @Nullable Object of(Node root) {
    return build(root).value();
  }

  private Built build(Node node) {
    Built known = built.get(node);
    if (known != null) {
      return known;
    }
    enter(node);
    Built made = make(node);
    open.remove(node);
    if (made.size() > MOST_VALUES) {
      throw tooLarge(node);
    }
    built.put(node, made);
    return made;
  }

  private void enter(Node node) {
    if (!open.add(node)) {
      throw new YamlException("an alias (*) stands inside the value it names", node.getStartMark());
    }
  }

  private static YamlException tooLarge(Node node) {
    return new YamlException(
        "with its aliases (*) written out, this holds more than " + MOST_VALUES + " values",
        node.getStartMark());
  }

  private Built make(Node node) {
    Tag tag = node.getTag();
    if (tag.equals(Tag.MAP)) {
      return mapping(pairs(expect(node, MappingNode.class, "a mapping")));
    }
    if (tag.equals(Tag.SEQ)) {
      return sequence(expect(node, SequenceNode.class, "a list"));
    }
    return new Built(scalar(node, tag), 1);
  }

  private static @Nullable Object scalar(Node node, Tag tag) {
    if (tag.equals(Tag.NULL)) {
      expect(node, ScalarNode.class, "a single word");
      return null;
    }
    if (tag.equals(Tag.STR)) {
      return word(node, text -> text);
    }
    if (tag.equals(Tag.BOOL)) {
      return word(node, ScalarValues::bool);
    }
    if (tag.equals(Tag.INT)) {
      return word(node, ScalarValues::integer);
    }
    if (tag.equals(Tag.FLOAT)) {
      return word(node, ScalarValues::floating);
    }
    if (tag.equals(Tag.TIMESTAMP)) {
      throw new YamlException("a date needs quotes to be a text", node.getStartMark());
    }
    if (tag.equals(Tag.MERGE) || tag.equals(YamlTags.VALUE)) {
      throw new YamlException("a lone << or = needs quotes to be a text", node.getStartMark());
    }
    throw new YamlException("a tag (!) that cannot be used here", node.getStartMark());
  }

  private static Object word(Node node, Function<String, Object> value) {
    String word = expect(node, ScalarNode.class, "a single word").getValue();
    try {
      return value.apply(word);
    } catch (IllegalArgumentException e) {
      throw new YamlException(String.valueOf(e.getMessage()), node.getStartMark());
    }
  }

  private static <N extends Node> N expect(Node node, Class<N> kind, String name) {
    if (!kind.isInstance(node)) {
      throw new YamlException("the tag (!!) asks for " + name, node.getStartMark());
    }
    return kind.cast(node);
  }

  private Built sequence(SequenceNode node) {
    List<@Nullable Object> list = new ArrayList<>(node.getValue().size());
    long size = 1;
    for (Node element : node.getValue()) {
      Built made = build(element);
      list.add(made.value());
      size += made.size();
    }
    return new Built(list, size);
  }

  private Built mapping(List<NodeTuple> pairs) {
    Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
    // Python's 1, 1.0 and True are one key: the first that came stays the key.
    Map<@Nullable Object, @Nullable Object> keys = new HashMap<>();
    long size = 1;
    for (NodeTuple pair : pairs) {
      Node keyNode = pair.getKeyNode();
      Object key = keyNode.getTag().equals(YamlTags.VALUE) ? "=" : build(keyNode).value();
      if (key instanceof Map || key instanceof Collection) {
        throw new YamlException(
            "a list or a mapping cannot be a key; text that begins with { or [ needs quotes",
            keyNode.getStartMark());
      }
      Object same = likePython(key);
      if (!keys.containsKey(same)) {
        keys.put(same, key);
      }
      Built value = build(pair.getValueNode());
      map.put(keys.get(same), value.value());
      size += 1 + value.size();
    }
    return new Built(map, size);
  }

  private static @Nullable Object likePython(@Nullable Object key) {
    if (key instanceof Boolean truth) {
      return truth ? BigInteger.ONE : BigInteger.ZERO;
    }
    if (key instanceof Integer || key instanceof Long) {
      return BigInteger.valueOf(((Number) key).longValue());
    }
    if (key instanceof Double number && number == Math.rint(number) && !number.isInfinite()) {
      return new BigDecimal(number).toBigInteger();
    }
    return key;
  }

  /** A mapping's pairs, those that it merges in ({@code <<}) first, so that its own win. */
  private List<NodeTuple> pairs(MappingNode node) {
    List<NodeTuple> known = flattened.get(node);
    if (known != null) {
      return known;
    }
    List<NodeTuple> merged = new ArrayList<>();
    List<NodeTuple> own = new ArrayList<>();
    for (NodeTuple pair : node.getValue()) {
      if (pair.getKeyNode().getTag().equals(Tag.MERGE)) {
        merge(pair.getValueNode(), merged);
      } else {
        own.add(pair);
      }
    }
    merged.addAll(own);
    flattenedTuples += merged.size();
    if (flattenedTuples > MOST_VALUES) {
      throw tooLarge(node);
    }
    flattened.put(node, merged);
    return merged;
  }

  private void merge(Node from, List<NodeTuple> into) {
    if (from instanceof MappingNode mapping) {
      into.addAll(pairsOnce(mapping));
    } else if (from instanceof SequenceNode sequence) {
      // The first of the list wins, so it goes in last.
      for (int i = sequence.getValue().size() - 1; i >= 0; i--) {
        if (!(sequence.getValue().get(i) instanceof MappingNode mapping)) {
          throw new YamlException(
              "the merge key << takes mappings only", sequence.getValue().get(i).getStartMark());
        }
        into.addAll(pairsOnce(mapping));
      }
    } else {
      throw new YamlException("the merge key << takes mappings only", from.getStartMark());
    }
    if (into.size() > MOST_VALUES) {
      throw tooLarge(from);
    }
  }

  private List<NodeTuple> pairsOnce(MappingNode mapping) {
    if (flattened.containsKey(mapping)) {
      return pairs(mapping);
    }
    enter(mapping);
    List<NodeTuple> pairs = pairs(mapping);
    open.remove(mapping);
    return pairs;
  }
}
