package io.github.rocketmq.rebalance.spring.annotation;

import io.github.rocketmq.rebalance.spring.api.RocketListener;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.ReflectionHints;
import org.springframework.beans.factory.aot.BeanRegistrationAotContribution;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.support.RegisteredBean;
import org.springframework.core.GenericTypeResolver;
import org.springframework.core.ResolvableType;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Says ahead of time what a native image must keep for a listener: the methods that are called by reflection, and the
 * payload types with all that JSON reads into them. Declares nothing: the bean is found again when the application runs.
 */
final class RocketMessageListenerAotProcessor implements BeanRegistrationAotProcessor {

    private static final BindingReflectionHintsRegistrar BINDING = new BindingReflectionHintsRegistrar();

    @Override
    public @Nullable BeanRegistrationAotContribution processAheadOfTime(RegisteredBean bean) {
        Class<?> type = ClassUtils.getUserClass(bean.getBeanClass());
        if (!RocketMessageListenerBeanPostProcessor.hasListener(type)) {
            return null;
        }
        return (context, code) -> describe(type, context.getRuntimeHints().reflection());
    }

    private static void describe(Class<?> type, ReflectionHints hints) {
        hints.registerType(type);
        Stream.concat(
                        RocketMessageListenerBeanPostProcessor.annotatedMethods(type).keySet().stream(),
                        DeadLetterEndpoints.methods(type).keySet().stream())
                .forEach(method -> {
                    callable(method, type, hints);
                    BINDING.registerReflectionHints(
                            hints, payloads(method, type).toArray(Type[]::new));
                });
        if (RocketListener.class.isAssignableFrom(type)) {
            // The interface's own method is registered for all such listeners.
            ResolvableType payload =
                    ResolvableType.forClass(RocketListener.class, type).getGeneric(0);
            BINDING.registerReflectionHints(hints, GenericTypeResolver.resolveType(payload.getType(), type));
        }
    }

    /** The method as the class has it and, for proxies, as its interfaces have it. */
    private static void callable(Method method, Class<?> type, ReflectionHints hints) {
        hints.registerMethod(method, ExecutableMode.INVOKE);
        for (Class<?> contract : ClassUtils.getAllInterfacesForClass(type)) {
            Method declared = ReflectionUtils.findMethod(contract, method.getName(), method.getParameterTypes());
            if (declared != null) {
                hints.registerMethod(declared, ExecutableMode.INVOKE);
            }
        }
    }

    private static Stream<Type> payloads(Method method, Class<?> type) {
        return Arrays.stream(method.getParameters())
                .filter(parameter -> !isHeader(parameter))
                .map(parameter -> GenericTypeResolver.resolveType(parameter.getParameterizedType(), type));
    }

    private static boolean isHeader(Parameter parameter) {
        return parameter.isAnnotationPresent(Header.class) || parameter.isAnnotationPresent(Headers.class);
    }
}
