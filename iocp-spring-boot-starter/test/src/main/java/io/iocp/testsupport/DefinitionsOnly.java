package io.iocp.testsupport;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.LifecycleProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.util.ClassUtils;

/**
 * Has a context decide what beans it would have, and make none of them: conditions are tried in
 * milliseconds, and nothing has to work.
 */
public final class DefinitionsOnly
    implements ApplicationContextInitializer<ConfigurableApplicationContext> {

  @Override
  public void initialize(ConfigurableApplicationContext context) {
    context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor());
    context
        .getBeanFactory()
        .registerSingleton(
            AbstractApplicationContext.LIFECYCLE_PROCESSOR_BEAN_NAME, new NothingStarts());
  }

  /** A bean that there is, for conditions: nobody may ask for it. */
  public static <T> Supplier<T> never() {
    return () -> {
      throw new IllegalStateException("nobody asks for it");
    };
  }

  /**
   * The auto-configurations that a module has.
   *
   * @param packageName theirs and of those in it
   * @param loader knows the imports file
   */
  public static List<Class<?>> autoConfigurations(String packageName, ClassLoader loader) {
    return ImportCandidates.load(AutoConfiguration.class, loader).getCandidates().stream()
        .filter(name -> name.startsWith(packageName + "."))
        .<Class<?>>map(name -> ClassUtils.resolveClassName(name, loader))
        .toList();
  }

  /** The methods of a configuration and of those inside it that make a bean. */
  public static List<Method> beanMethods(Class<?> configuration) {
    List<Method> methods = new ArrayList<>();
    Arrays.stream(configuration.getDeclaredMethods())
        .filter(method -> method.isAnnotationPresent(Bean.class))
        .forEach(methods::add);
    for (Class<?> inside : configuration.getDeclaredClasses()) {
      methods.addAll(beanMethods(inside));
    }
    return methods;
  }

  private static final class NothingStarts implements LifecycleProcessor {

    @Override
    public void start() {}

    @Override
    public void stop() {}

    @Override
    public boolean isRunning() {
      return false;
    }

    @Override
    public void onRefresh() {}

    @Override
    public void onClose() {}
  }
}
