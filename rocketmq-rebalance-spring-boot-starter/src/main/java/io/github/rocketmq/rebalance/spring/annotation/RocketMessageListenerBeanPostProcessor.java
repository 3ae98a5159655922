package io.github.rocketmq.rebalance.spring.annotation;

import io.github.rocketmq.rebalance.spring.api.RocketListener;
import io.github.rocketmq.rebalance.spring.api.RocketMqConfigurationException;
import io.github.rocketmq.rebalance.spring.invocation.ListenerHandler;
import io.github.rocketmq.rebalance.spring.listener.ListenerSetup;
import io.github.rocketmq.rebalance.spring.listener.RocketListenerContainerFactory;
import io.github.rocketmq.rebalance.spring.listener.RocketListenerEndpoint;
import io.github.rocketmq.rebalance.spring.listener.RocketListenerRegistry;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotationPredicates;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.core.annotation.RepeatableContainers;

/**
 * Finds {@link RocketMessageListener} on beans and declares each as a listener, before the application starts any.
 *
 * <p>Runs after the proxies were made, so that a listener is called through them.
 */
public final class RocketMessageListenerBeanPostProcessor implements BeanPostProcessor, BeanFactoryAware, Ordered {

    /** The bean that makes containers of listeners that name no other. */
    public static final String DEFAULT_FACTORY = "rocketListenerContainerFactory";

    private static final RepeatableContainers REPEATED =
            RepeatableContainers.explicitRepeatable(RocketMessageListener.class, RocketMessageListeners.class);

    private final ObjectProvider<RocketListenerContainerFactory> containerFactory;
    private final ObjectProvider<RocketListenerRegistry> registry;
    private final Set<Class<?>> withoutListener = ConcurrentHashMap.newKeySet();

    private ConfigurableListableBeanFactory beanFactory;

    /** Asks for its collaborators only when it meets a listener, so that they are no part of early start-up. */
    @SuppressWarnings("NullAway.Init") // Spring sets the bean factory before the first bean
    public RocketMessageListenerBeanPostProcessor(
            ObjectProvider<RocketListenerContainerFactory> containerFactory,
            ObjectProvider<RocketListenerRegistry> registry) {
        this.containerFactory = containerFactory;
        this.registry = registry;
    }

    /** Whether beans of a class are, or have, listeners; such beans must not be initialized lazily by default. */
    public static boolean hasListener(Class<?> type) {
        return AnnotationUtils.isCandidateClass(
                        type, List.of(RocketMessageListener.class, RocketDeadLetterListener.class))
                && (!annotationsOf(type).isEmpty()
                        || !annotatedMethods(type).isEmpty()
                        || !DeadLetterEndpoints.methods(type).isEmpty());
    }

    @Override
    public void setBeanFactory(BeanFactory factory) {
        this.beanFactory = (ConfigurableListableBeanFactory) factory;
    }

    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        if (ScopedProxyUtils.isScopedTarget(beanName)) {
            return bean;
        }
        Class<?> type = AopUtils.getTargetClass(bean);
        if (withoutListener.contains(type)) {
            return bean;
        }
        if (!hasListener(type)) {
            withoutListener.add(type);
            return bean;
        }
        requireOneInstance(beanName, type);
        Set<HomeGroup> groups = new LinkedHashSet<>();
        for (ListenerAttributes attributes : annotationsOf(type)) {
            declare(attributes, bean, classHandler(bean, type)).ifPresent(groups::add);
        }
        annotatedMethods(type)
                .forEach((method, annotations) -> annotations.forEach(
                        attributes -> declare(attributes, bean, ListenerHandler.ofMethod(bean, type, method))
                                .ifPresent(groups::add)));
        declareDeadLetters(bean, type, groups);
        return bean;
    }

    private void declareDeadLetters(Object bean, Class<?> type, Set<HomeGroup> groups) {
        boolean hasListeners =
                !annotationsOf(type).isEmpty() || !annotatedMethods(type).isEmpty();
        DeadLetterEndpoints endpoints = new DeadLetterEndpoints(beanFactory);
        DeadLetterEndpoints.methods(type).forEach((method, annotation) -> endpoints
                .endpoint(annotation, ListenerHandler.ofMethod(bean, type, method), groups, hasListeners)
                .ifPresent(endpoint -> add(defaultFactory(), endpoint)));
    }

    /** Says as which group it consumes; empty if it is disabled. */
    private Optional<HomeGroup> declare(ListenerAttributes attributes, Object bean, ListenerHandler handler) {
        EndpointReader reader = new EndpointReader(beanFactory, attributes, bean, handler);
        return add(reader.containerFactory(this::defaultFactory), reader.read());
    }

    private Optional<HomeGroup> add(RocketListenerContainerFactory factory, RocketListenerEndpoint endpoint) {
        Optional<ListenerSetup> setup = factory.prepare(endpoint);
        setup.ifPresent(registry.getObject()::add);
        return setup.map(HomeGroup::of);
    }

    private RocketListenerContainerFactory defaultFactory() {
        return beanFactory.containsBean(DEFAULT_FACTORY)
                ? beanFactory.getBean(DEFAULT_FACTORY, RocketListenerContainerFactory.class)
                : containerFactory.getObject();
    }

    private void requireOneInstance(String beanName, Class<?> type) {
        if (beanFactory.containsBean(beanName) && beanFactory.isPrototype(beanName)) {
            throw new RocketMqConfigurationException(
                    "The bean '" + beanName + "' of " + type.getName()
                            + " has @RocketMessageListener, but prototype scope.",
                    "Make it a singleton; a listener needs the one instance to call.",
                    null);
        }
    }

    private static ListenerHandler classHandler(Object bean, Class<?> type) {
        if (bean instanceof RocketListener<?> listener) {
            return ListenerHandler.ofRocketListener(listener, type);
        }
        throw new RocketMqConfigurationException(
                "The class " + type.getName() + " has @RocketMessageListener, but does not implement "
                        + RocketListener.class.getName() + ".",
                "Implement RocketListener<YourPayload>, or move the annotation to a method.",
                null);
    }

    /** Those of the element itself; only where it has none, those that it inherits. */
    private static List<ListenerAttributes> annotationsOf(AnnotatedElement element) {
        return MergedAnnotations.from(element, SearchStrategy.TYPE_HIERARCHY, REPEATED).stream(
                        RocketMessageListener.class)
                .filter(MergedAnnotationPredicates.firstRunOf(MergedAnnotation::getAggregateIndex))
                .map(ListenerAttributes::new)
                .toList();
    }

    static Map<Method, List<ListenerAttributes>> annotatedMethods(Class<?> type) {
        return MethodIntrospector.selectMethods(
                type, (MethodIntrospector.MetadataLookup<List<ListenerAttributes>>) method -> {
                    List<ListenerAttributes> annotations = annotationsOf(method);
                    return annotations.isEmpty() ? null : annotations;
                });
    }
}
