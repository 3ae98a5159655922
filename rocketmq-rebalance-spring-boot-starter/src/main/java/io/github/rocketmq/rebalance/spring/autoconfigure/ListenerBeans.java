package io.github.rocketmq.rebalance.spring.autoconfigure;

import io.github.rocketmq.rebalance.spring.invocation.ListenerFormFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.env.Environment;

/**
 * The application's beans that a listener may be made of.
 *
 * @param strategies how queues may be shared
 * @param executors what may run listeners
 * @param offsetStores what may keep offsets
 * @param customizers change options last
 * @param forms makes what calls methods
 */
record ListenerBeans(
        ChosenStrategies strategies,
        ChosenExecutors executors,
        ChosenOffsetStores offsetStores,
        ObjectProvider<RocketContainerCustomizer> customizers,
        ListenerFormFactory forms) {

    static ListenerBeans of(ListableBeanFactory beans, Environment environment, ListenerFormFactory forms) {
        return new ListenerBeans(
                new ChosenStrategies(beans),
                new ChosenExecutors(beans, environment),
                new ChosenOffsetStores(beans),
                beans.getBeanProvider(RocketContainerCustomizer.class),
                forms);
    }
}
