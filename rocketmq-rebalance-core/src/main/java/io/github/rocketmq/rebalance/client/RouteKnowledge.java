package io.github.rocketmq.rebalance.client;

import io.github.rocketmq.rebalance.remote.TopicRoute;

/** What this client knows of a topic's place. */
public sealed interface RouteKnowledge {

    /** Where it was when a name server last answered. */
    record Known(TopicRoute route) implements RouteKnowledge {}

    /** A name server answered that no broker has the topic. */
    record UnknownTopic(String topic) implements RouteKnowledge {}

    /** No name server answered, ever. */
    record Unreachable(String reason) implements RouteKnowledge {}
}
