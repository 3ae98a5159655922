package io.github.rocketmq.rebalance.spring.annotation;

import io.github.rocketmq.rebalance.spring.api.RocketListener;
import io.github.rocketmq.rebalance.spring.api.RocketMqConfigurationException;
import io.github.rocketmq.rebalance.spring.invocation.ListenerHandler;
import io.github.rocketmq.rebalance.spring.listener.RocketListenerContainerFactory;
import io.github.rocketmq.rebalance.spring.listener.RocketListenerEndpoint;
import io.github.rocketmq.rebalance.spring.listener.RocketListenerRegistry;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.core.annotation.RepeatableContainers;

/**
 * Finds {@link RocketMessageListener} on beans and declares each as a listener, before the application starts any.
 *
 * <p>Runs after the proxies were made, so that a listener is called through them.
 */
public final class RocketMessageListenerBeanPostProcessor implements BeanPostProcessor, BeanFactoryAware, Ordered {

    private static final RepeatableContainers REPEATED =
            RepeatableContainers.explicitRepeatable(RocketMessageListener.class, RocketMessageListeners.class);

    private final ObjectProvider<RocketListenerContainerFactory> containerFactory;
    private final ObjectProvider<RocketListenerRegistry> registry;
    private final Set<Class<?>> withoutListener = ConcurrentHashMap.newKeySet();

    private ConfigurableBeanFactory beanFactory;

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
        return AnnotationUtils.isCandidateClass(type, RocketMessageListener.class)
                && (!annotationsOf(type).isEmpty() || !annotatedMethods(type).isEmpty());
    }

    @Override
    public void setBeanFactory(BeanFactory factory) {
        this.beanFactory = (ConfigurableBeanFactory) factory;
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
        for (RocketMessageListener annotation : annotationsOf(type)) {
            declare(annotation, classHandler(bean, type));
        }
        annotatedMethods(type)
                .forEach((method, annotations) -> annotations.forEach(
                        annotation -> declare(annotation, ListenerHandler.ofMethod(bean, type, method))));
        return bean;
    }

    private void declare(RocketMessageListener annotation, ListenerHandler handler) {
        AnnotationTexts texts = new AnnotationTexts(beanFactory, handler.description());
        Map<String, String> settings = new LinkedHashMap<>();
        put(settings, "concurrency", texts.number("concurrency", annotation.concurrency()));
        put(settings, "auto-startup", texts.flag("autoStartup", annotation.autoStartup()));
        put(settings, "retry.max-attempts", texts.number("maxReconsumeTimes", annotation.maxReconsumeTimes()));
        RocketListenerEndpoint endpoint = new RocketListenerEndpoint(
                texts.text("id", annotation.id()),
                texts.text("consumerGroup", annotation.consumerGroup()),
                "",
                texts.texts("topics", annotation.topics()),
                annotation.selectorType().filterType(),
                texts.text("selectorExpression", annotation.selectorExpression()),
                settings,
                handler);
        containerFactory.getObject().prepare(endpoint).ifPresent(setup -> registry.getObject()
                .add(setup));
    }

    private static void put(Map<String, String> settings, String key, @Nullable Object value) {
        if (value != null) {
            settings.put(key, value.toString());
        }
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

    private static List<RocketMessageListener> annotationsOf(AnnotatedElement element) {
        return MergedAnnotations.from(element, SearchStrategy.TYPE_HIERARCHY, REPEATED).stream(
                        RocketMessageListener.class)
                .map(annotation -> annotation.synthesize())
                .toList();
    }

    static Map<Method, List<RocketMessageListener>> annotatedMethods(Class<?> type) {
        return MethodIntrospector.selectMethods(
                type, (MethodIntrospector.MetadataLookup<List<RocketMessageListener>>) method -> {
                    List<RocketMessageListener> annotations = annotationsOf(method);
                    return annotations.isEmpty() ? null : annotations;
                });
    }
}
