package io.github.rocketmq.rebalance.spring.annotation;

import io.github.rocketmq.rebalance.spring.listener.ListenerSetup;

/**
 * A group that the listeners of a bean consume as.
 *
 * @param name the group's name
 * @param cluster the name of its cluster; empty for the application's own
 */
record HomeGroup(String name, String cluster) {

    static HomeGroup of(ListenerSetup setup) {
        return new HomeGroup(setup.options().group().name(), setup.cluster());
    }
}
