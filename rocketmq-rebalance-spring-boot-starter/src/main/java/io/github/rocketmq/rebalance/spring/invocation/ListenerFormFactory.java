package io.github.rocketmq.rebalance.spring.invocation;

import io.github.rocketmq.rebalance.spring.api.AckMode;
import io.github.rocketmq.rebalance.spring.api.ListenerIdentity;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Makes of a listener's method what a consumer calls, with the application's converter, validator, error handlers, filters,
 * interceptors and observers.
 */
public final class ListenerFormFactory {

    private final InvocationBeans beans;

    /** Looks for the application's beans in this factory, when a listener needs them. */
    public ListenerFormFactory(ConfigurableListableBeanFactory beanFactory) {
        this.beans = new InvocationBeans(beanFactory);
    }

    /**
     * Whether a listener's method fits its settings, and the beans that it names exist. Makes no bean, so it may be asked
     * while the application starts.
     *
     * @throws io.github.rocketmq.rebalance.spring.api.RocketMqConfigurationException if not
     */
    public void check(ListenerIdentity listener, ListenerHandler handler, InvocationSettings settings) {
        new SignatureCheck(handler, settings).run();
        beans.require(listener, handler, settings);
    }

    /**
     * What a consumer of the listener calls.
     *
     * @param group the consumer group
     * @param counters where results are counted
     * @throws io.github.rocketmq.rebalance.spring.api.RocketMqConfigurationException if the method does not fit the settings
     */
    public ListenerForm create(
            ListenerIdentity listener,
            String group,
            ListenerHandler handler,
            InvocationSettings settings,
            ListenerCounters counters) {
        check(listener, handler, settings);
        ListenerParts parts = new ListenerParts(
                handler,
                beans.gate(listener, settings),
                new Observers(beans.observers(), listener, group, settings.batch()),
                new Failures(listener, beans.errorHandler(settings), counters),
                settings.retryLevel(),
                counters);
        Argument[] arguments = arguments(handler, settings.batch());
        if (settings.batch()) {
            return new ListenerForm.Batch(new BatchListenerAdapter(parts, arguments, settings));
        }
        return settings.ackMode() == AckMode.MANUAL || handler.returns().isLater()
                ? new ListenerForm.Async(new AsyncListenerAdapter(parts, arguments, settings.ackMode()))
                : new ListenerForm.Single(new ListenerAdapter(parts, arguments));
    }

    private Argument[] arguments(ListenerHandler handler, boolean batch) {
        Arguments made = beans.arguments();
        return handler.parameters().stream()
                .map(parameter -> {
                    if (parameter.kind() == HandlerParameter.Kind.ACKNOWLEDGMENT) {
                        return Settlement.ARGUMENT;
                    }
                    return made.of(batch ? parameter.element().orElseThrow() : parameter);
                })
                .toArray(Argument[]::new);
    }
}
