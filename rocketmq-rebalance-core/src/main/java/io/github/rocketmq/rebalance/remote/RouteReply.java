package io.github.rocketmq.rebalance.remote;

/** A name server's answer about a topic. */
public sealed interface RouteReply {

    /** The topic and where it is. */
    record Found(TopicRoute route) implements RouteReply {}

    /** No broker has registered the topic, now. */
    record UnknownTopic(String topic) implements RouteReply {}
}
