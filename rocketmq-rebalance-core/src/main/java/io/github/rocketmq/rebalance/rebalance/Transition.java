package io.github.rocketmq.rebalance.rebalance;

import java.util.List;

/**
 * What an event leads to.
 *
 * @param state the state from now on
 * @param actions to perform, in order
 */
public record Transition(GroupState state, List<Action> actions) {
    public Transition {
        actions = List.copyOf(actions);
    }
}
