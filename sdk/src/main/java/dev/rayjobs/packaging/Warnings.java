package dev.rayjobs.packaging;

import dev.rayjobs.internal.packaging.PathNames;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Gathers warnings; a thousand paths with the same trouble make one sentence. */
final class Warnings {
  /** What can be wrong with a path that goes up all the same. */
  enum Topic {
    SECRET("may hold secrets and would go to the cluster; exclude what the job does not need"),
    EXTERNAL_LINK("symbolic links lead out of the directory; what they point to is packed"),
    DANGLING_LINK("symbolic links point to nothing and are not packed"),
    CASE_TWIN("differ from a neighbour in upper and lower case only, which not every system keeps"),
    SKIPPED_BY_NODES(
        "have a backslash in the name, or a colon behind the first character of the path; Ray's"
            + " nodes leave these out when they unpack, so rename them");

    private final String words;

    Topic(String words) {
      this.words = words;
    }
  }

  private static final int NAMED = 5;

  private record Group(List<String> named, int count) {}

  private final List<String> texts = new ArrayList<>();
  private final Map<Topic, Group> groups = new EnumMap<>(Topic.class);

  void add(String text) {
    texts.add(text);
  }

  void add(Topic topic, String path) {
    Group group = groups.getOrDefault(topic, new Group(new ArrayList<>(), 0));
    if (group.count < NAMED) {
      group.named.add(PathNames.printable(path));
    }
    groups.put(topic, new Group(group.named, group.count + 1));
  }

  List<String> texts() {
    List<String> all = new ArrayList<>(texts);
    groups.forEach(
        (topic, group) -> {
          int more = group.count - group.named.size();
          String names =
              String.join(", ", group.named) + (more > 0 ? " and " + more + " more" : "");
          all.add(topic.words + ": " + names);
        });
    return List.copyOf(all);
  }
}
