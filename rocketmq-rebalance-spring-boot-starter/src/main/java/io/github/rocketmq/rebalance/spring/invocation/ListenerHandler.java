package io.github.rocketmq.rebalance.spring.invocation;

import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.spring.api.RocketListener;
import io.github.rocketmq.rebalance.spring.api.RocketMqConfigurationException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.core.GenericTypeResolver;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.SynthesizingMethodParameter;
import org.springframework.util.ReflectionUtils;

/** One method of one bean that takes messages: what it wants as arguments, what it returns, and how to call it. */
public final class ListenerHandler {

    private static final String SUSPENDED = "kotlin.coroutines.Continuation";

    private final Object bean;
    private final Method method;
    private final List<HandlerParameter> parameters;
    private final ReturnKind returns;
    private final String description;

    private ListenerHandler(
            Object bean, Method method, List<HandlerParameter> parameters, ReturnKind returns, String description) {
        this.bean = bean;
        this.method = method;
        this.parameters = parameters;
        this.returns = returns;
        this.description = description;
        ReflectionUtils.makeAccessible(method);
    }

    /**
     * A method with at most one payload parameter beside what else a message has.
     *
     * @param bean the bean, perhaps a proxy
     * @param targetClass the class behind the proxy, which declares or inherits the method
     * @throws RocketMqConfigurationException if no message can be given to the method, or what it returns means nothing
     */
    public static ListenerHandler ofMethod(Object bean, Class<?> targetClass, Method method) {
        String description = describe(targetClass, method);
        Class<?>[] declared = method.getParameterTypes();
        if (declared.length > 0 && declared[declared.length - 1].getName().equals(SUSPENDED)) {
            throw wrong(
                    description,
                    "is a suspending function, which cannot be a listener",
                    "Return a CompletableFuture or a Mono, for example with future { } or mono { } of"
                            + " kotlinx-coroutines.");
        }
        List<HandlerParameter> parameters = IntStream.range(0, declared.length)
                .mapToObj(index -> parameter(targetClass, method, index))
                .toList();
        if (parameters.isEmpty()) {
            throw wrong(
                    description,
                    "has no parameter to take the message",
                    "Declare one parameter for the payload, for example a record, String or byte[].");
        }
        if (parameters.stream()
                        .filter(parameter ->
                                parameter.kind() == HandlerParameter.Kind.PAYLOAD && !isListOfMessages(parameter))
                        .count()
                > 1) {
            throw wrong(
                    description,
                    "has more than one payload parameter",
                    "Keep one parameter for the payload; parameters of type " + Message.class.getName()
                            + ", and parameters with @Header or @Headers, may stand beside it.");
        }
        return new ListenerHandler(
                bean,
                invocable(bean, method, description),
                parameters,
                ReturnKind.of(method, targetClass, description),
                description);
    }

    /** A bean of a class that implements {@link RocketListener} with a concrete payload type. */
    public static ListenerHandler ofRocketListener(RocketListener<?> bean, Class<?> targetClass) {
        String description = targetClass.getName();
        ResolvableType payload =
                ResolvableType.forClass(targetClass).as(RocketListener.class).getGeneric(0);
        Class<?> raw = payload.resolve();
        if (raw == null) {
            throw wrong(
                    description,
                    "implements RocketListener without saying of what",
                    "Declare the payload's type, for example implements RocketListener<OrderPlaced>; a lambda"
                            + " cannot carry it.");
        }
        Method method = Objects.requireNonNull(
                ReflectionUtils.findMethod(RocketListener.class, "onMessage", Object.class),
                "RocketListener.onMessage(Object)");
        // Annotations stand on the class's own method, if it has one beside the bridge.
        Method own = ReflectionUtils.findMethod(targetClass, "onMessage", raw);
        Type type = GenericTypeResolver.resolveType(payload.getType(), targetClass);
        HandlerParameter parameter = HandlerParameter.of(
                new SynthesizingMethodParameter(own == null ? method : own, 0).withContainingClass(targetClass), type);
        return new ListenerHandler(bean, method, List.of(parameter), ReturnKind.NOTHING, description);
    }

    /** The handler as a developer finds it: class and method. */
    public String description() {
        return description;
    }

    List<HandlerParameter> parameters() {
        return parameters;
    }

    ReturnKind returns() {
        return returns;
    }

    /** Calls the method; what it throws is thrown as it is. */
    @Nullable
    Object invoke(@Nullable Object[] arguments) throws Throwable {
        try {
            return method.invoke(bean, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getTargetException();
        }
    }

    /** The fault of a method that cannot be a listener. */
    static RocketMqConfigurationException wrong(String description, String problem, String remedy) {
        return new RocketMqConfigurationException("The RocketMQ listener " + description + " " + problem + ".", remedy);
    }

    private static HandlerParameter parameter(Class<?> targetClass, Method method, int index) {
        Type type = GenericTypeResolver.resolveType(method.getGenericParameterTypes()[index], targetClass);
        return HandlerParameter.of(
                new SynthesizingMethodParameter(method, index).withContainingClass(targetClass), type);
    }

    /** Beside the list of payloads a batch may come as it is. */
    private static boolean isListOfMessages(HandlerParameter parameter) {
        return parameter
                .element()
                .filter(element -> element.kind() != HandlerParameter.Kind.PAYLOAD)
                .isPresent();
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

    private static String describe(Class<?> targetClass, Method method) {
        return targetClass.getName() + "." + method.getName()
                + Arrays.stream(method.getParameterTypes())
                        .map(Class::getSimpleName)
                        .collect(Collectors.joining(", ", "(", ")"));
    }
}
