package io.github.rocketmq.rebalance.spring.invocation;

import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.spring.api.RocketListener;
import io.github.rocketmq.rebalance.spring.api.RocketMqConfigurationException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.core.GenericTypeResolver;
import org.springframework.core.ResolvableType;
import org.springframework.util.ReflectionUtils;

/** One method of one bean that takes messages: what it wants as arguments, and how to call it. */
public final class ListenerHandler {

    private final Object bean;
    private final Method method;
    private final List<Type> parameterTypes;
    private final String description;

    private ListenerHandler(Object bean, Method method, List<Type> parameterTypes, String description) {
        this.bean = bean;
        this.method = method;
        this.parameterTypes = parameterTypes;
        this.description = description;
        ReflectionUtils.makeAccessible(method);
    }

    /**
     * A method with one payload parameter, any number of {@link Message} parameters, and {@code void} or
     * {@link ConsumeResult} as its result.
     *
     * @param bean the bean, perhaps a proxy
     * @param targetClass the class behind the proxy, which declares or inherits the method
     */
    public static ListenerHandler ofMethod(Object bean, Class<?> targetClass, Method method) {
        String description = describe(targetClass, method);
        List<Type> types = Arrays.stream(method.getGenericParameterTypes())
                .map(type -> GenericTypeResolver.resolveType(type, targetClass))
                .toList();
        if (types.isEmpty()) {
            throw wrong(
                    description,
                    "has no parameter to take the message",
                    "Declare one parameter for the payload, for example a record, String or byte[].");
        }
        if (types.stream().filter(type -> type != Message.class).count() > 1) {
            throw wrong(
                    description,
                    "has more than one payload parameter",
                    "Keep one parameter for the payload; parameters of type " + Message.class.getName()
                            + " may stand beside it.");
        }
        Class<?> result = method.getReturnType();
        if (result != void.class && result != ConsumeResult.class) {
            throw wrong(
                    description,
                    "returns " + result.getName() + ", but only void and ConsumeResult mean something",
                    "Return void, or " + ConsumeResult.class.getName() + " to decide what becomes of the message.");
        }
        return new ListenerHandler(bean, invocable(bean, method, description), types, description);
    }

    /** A bean of a class that implements {@link RocketListener} with a concrete payload type. */
    public static ListenerHandler ofRocketListener(RocketListener<?> bean, Class<?> targetClass) {
        String description = targetClass.getName();
        ResolvableType payload =
                ResolvableType.forClass(targetClass).as(RocketListener.class).getGeneric(0);
        if (payload.resolve() == null) {
            throw wrong(
                    description,
                    "implements RocketListener without saying of what",
                    "Declare the payload's type, for example implements RocketListener<OrderPlaced>; a lambda"
                            + " cannot carry it.");
        }
        Type type = GenericTypeResolver.resolveType(payload.getType(), targetClass);
        return new ListenerHandler(bean, onMessage(), List.of(type), description);
    }

    /**
     * Code of one payload that says itself what a lambda cannot carry.
     *
     * @param description how errors name it
     * @param payload what a message's payload is converted to
     */
    public static ListenerHandler ofConsumer(String description, Type payload, RocketListener<?> code) {
        return new ListenerHandler(code, onMessage(), List.of(payload), description);
    }

    private static Method onMessage() {
        Method method = ReflectionUtils.findMethod(RocketListener.class, "onMessage", Object.class);
        if (method == null) {
            throw new IllegalStateException("RocketListener has no onMessage(Object)");
        }
        return method;
    }

    /** The handler as a developer finds it: class and method. */
    public String description() {
        return description;
    }

    List<Type> parameterTypes() {
        return parameterTypes;
    }

    /** Calls the method; what it throws is thrown as it is. */
    ConsumeResult invoke(@Nullable Object[] arguments) throws Throwable {
        @Nullable Object result;
        try {
            result = method.invoke(bean, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getTargetException();
        }
        if (method.getReturnType() == void.class) {
            return ConsumeResult.consumed();
        }
        if (result == null) {
            throw new IllegalStateException(
                    description + " returned null; return ConsumeResult.consumed(), retry() or deadLetter(..)");
        }
        return (ConsumeResult) result;
    }

    private static Method invocable(Object bean, Method method, String description) {
        try {
            return AopUtils.selectInvocableMethod(method, bean.getClass());
        } catch (IllegalStateException hidden) {
            throw new RocketMqConfigurationException(
                    "The RocketMQ listener " + description + " is hidden by a proxy: " + hidden.getMessage(),
                    "Make the method public and declare it in the proxied interface, or proxy the class"
                            + " (spring.aop.proxy-target-class=true).",
                    hidden);
        }
    }

    private static RocketMqConfigurationException wrong(String description, String problem, String remedy) {
        return new RocketMqConfigurationException("The RocketMQ listener " + description + " " + problem + ".", remedy);
    }

    private static String describe(Class<?> targetClass, Method method) {
        return targetClass.getName() + "." + method.getName()
                + Arrays.stream(method.getParameterTypes())
                        .map(Class::getSimpleName)
                        .collect(Collectors.joining(", ", "(", ")"));
    }
}
