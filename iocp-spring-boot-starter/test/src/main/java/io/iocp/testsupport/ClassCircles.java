package io.iocp.testsupport;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Circles of classes inside a package: the strongly connected components of its top-level classes
 * (Tarjan's algorithm). Rules on packages do not see them.
 */
public final class ClassCircles {

  private final Map<String, Set<String>> uses;
  private final Map<String, Integer> order = new HashMap<>();
  private final Map<String, Integer> lowest = new HashMap<>();
  private final Deque<String> open = new ArrayDeque<>();
  private final List<Set<String>> circles = new ArrayList<>();

  private ClassCircles(Map<String, Set<String>> uses) {
    this.uses = uses;
  }

  /**
   * The circles that are larger than they may be.
   *
   * @param ceiling the largest size anywhere
   * @param exceptions larger ceilings, by package
   * @param classes the classes to judge
   * @return one line for each such circle: package, size, ceiling, names
   */
  public static List<String> above(
      int ceiling, Map<String, Integer> exceptions, JavaClasses classes) {
    Map<String, Map<String, Set<String>>> packages = new TreeMap<>();
    for (JavaClass user : classes) {
      Map<String, Set<String>> uses =
          packages.computeIfAbsent(user.getPackageName(), name -> new TreeMap<>());
      Set<String> used = uses.computeIfAbsent(topLevel(user), name -> new TreeSet<>());
      for (Dependency dependency : user.getDirectDependenciesFromSelf()) {
        JavaClass target = dependency.getTargetClass().getBaseComponentType();
        if (target.getPackageName().equals(user.getPackageName())) {
          used.add(topLevel(target));
        }
      }
    }
    List<String> found = new ArrayList<>();
    packages.forEach(
        (name, uses) -> {
          int allowed = exceptions.getOrDefault(name, ceiling);
          for (Set<String> circle : new ClassCircles(uses).find()) {
            if (circle.size() > allowed) {
              found.add(
                  name + " has a circle of " + circle.size() + ", not " + allowed + ": " + circle);
            }
          }
        });
    return found;
  }

  private static String topLevel(JavaClass type) {
    String name = type.getName().substring(type.getPackageName().length() + 1);
    int nested = name.indexOf('$');
    return nested < 0 ? name : name.substring(0, nested);
  }

  private List<Set<String>> find() {
    for (String name : uses.keySet()) {
      if (!order.containsKey(name)) {
        visit(name);
      }
    }
    return circles;
  }

  private void visit(String name) {
    order.put(name, order.size());
    lowest.put(name, order.get(name));
    open.push(name);
    for (String used : uses.getOrDefault(name, Set.of())) {
      if (!order.containsKey(used)) {
        visit(used);
        lowest.merge(name, lowest.get(used), Math::min);
      } else if (open.contains(used)) {
        lowest.merge(name, order.get(used), Math::min);
      }
    }
    if (lowest.get(name).equals(order.get(name))) {
      Set<String> circle = new TreeSet<>();
      String member = open.pop();
      while (!member.equals(name)) {
        circle.add(member);
        member = open.pop();
      }
      circle.add(name);
      circles.add(circle);
    }
  }
}
