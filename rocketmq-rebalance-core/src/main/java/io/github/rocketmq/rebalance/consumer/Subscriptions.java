package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.api.AssignmentMode;
import io.github.rocketmq.rebalance.api.PullOptions;
import io.github.rocketmq.rebalance.api.PushConsumerOptions;
import io.github.rocketmq.rebalance.api.StartPosition;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.MessageModel;
import io.github.rocketmq.rebalance.model.Subscription;
import io.github.rocketmq.rebalance.model.Topic;
import io.github.rocketmq.rebalance.processing.FlowControl;
import io.github.rocketmq.rebalance.remote.Heartbeat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What the member wants, as it may change while it runs, and what that means for heartbeats and pulls. Written on the loop,
 * read anywhere.
 */
final class Subscriptions {

    private final PushConsumerOptions options;
    private volatile Heartbeat.Membership membership;
    private volatile Map<String, PullSettings> settings;

    /**
     * @param version of the subscriptions, in milliseconds since the epoch
     */
    Subscriptions(PushConsumerOptions options, long version) {
        this.options = options;
        this.membership = membership(options.subscriptions(), version);
        this.settings = settings(membership);
    }

    ConsumerGroup group() {
        return options.group();
    }

    /** What brokers are told. */
    Heartbeat.Membership membership() {
        return membership;
    }

    /** Every subscribed topic, and the retry topic if the group has one. */
    Set<String> topics() {
        return membership.subscriptions().stream()
                .map(Subscription::topic)
                .filter(topic -> !PopRetryTopics.isOne(topic, group()))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The topics that the application asked for. */
    Set<String> wantedTopics() {
        return own().keySet();
    }

    /**
     * Topics at whose brokers wanted topics are, or will be: beside a dead-letter topic, which comes into being when a
     * message is first buried, the retry topic of the same group.
     */
    Set<String> landmarks() {
        return wantedTopics().stream()
                .filter(Topic::isDeadLetter)
                .map(Topic::retryTopicBeside)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Whether it is well if none of the wanted topics exists yet. */
    boolean mayAllBeMissing() {
        return wantedTopics().stream().allMatch(Topic::isDeadLetter);
    }

    /** How to pull a topic's queues, in the words that brokers were told. */
    PullSettings settings(String topic) {
        PullSettings found = settings.get(topic);
        if (found == null) {
            throw new IllegalStateException(
                    "group '" + group() + "' holds a queue of topic '" + topic + "', to which it does not subscribe");
        }
        return found;
    }

    void put(Subscription subscription, long now) {
        Map<String, Subscription> own = own();
        own.put(subscription.topic(), subscription);
        change(own, now);
    }

    void remove(String topic, long now) {
        Map<String, Subscription> own = own();
        if (own.remove(topic) != null) {
            change(own, now);
        }
    }

    /**
     * Refuses to drop the only topic. Any thread.
     *
     * @throws IllegalStateException if nothing else is subscribed to
     */
    void requireOtherThan(String topic) {
        if (own().keySet().equals(Set.of(topic))) {
            throw new IllegalStateException("topic '" + topic + "' is the last one that group '" + group()
                    + "' subscribes to; close the consumer, or subscribe to another topic first");
        }
    }

    /**
     * Pulls speak of what is told now from here on. Called when the brokers have heard of it: before, they would refuse
     * pulls with a version that they do not know. A topic that was dropped keeps its settings for pulls under way.
     */
    void told() {
        Map<String, PullSettings> all = new TreeMap<>(settings);
        all.putAll(settings(membership));
        settings = Map.copyOf(all);
    }

    private void change(Map<String, Subscription> own, long now) {
        membership = membership(own.values().stream().toList(), Math.max(now, membership.version() + 1));
        Map<String, PullSettings> all = new TreeMap<>(settings(membership));
        all.putAll(settings);
        settings = Map.copyOf(all);
    }

    private Map<String, Subscription> own() {
        Map<String, Subscription> own = new TreeMap<>();
        membership.subscriptions().stream()
                .filter(subscription -> !subscription.topic().equals(group().retryTopic())
                        && !PopRetryTopics.isOne(subscription.topic(), group()))
                .forEach(subscription -> own.put(subscription.topic(), subscription));
        return own;
    }

    private Heartbeat.Membership membership(List<Subscription> own, long version) {
        List<Subscription> all = new ArrayList<>(own);
        if (options.model() == MessageModel.CLUSTERING) {
            all.add(Subscription.all(options.group().retryTopic()));
            if (options.assignment() == AssignmentMode.BROKER) {
                PopRetryTopics.of(own, options.group()).forEach(all::add);
            }
        }
        return new Heartbeat.Membership(
                options.group(), options.model(), startFrom(options.startPosition()), all, version);
    }

    private Map<String, PullSettings> settings(Heartbeat.Membership from) {
        PullOptions pull = options.pull();
        FlowControl flowControl =
                new FlowControl(pull.maxCachedMessages(), pull.maxCachedBytes(), pull.maxOffsetSpan());
        return from.subscriptions().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Subscription::topic,
                        subscription -> new PullSettings(
                                group(),
                                subscription,
                                from.version(),
                                pull.batchSize(),
                                pull.longPollTimeout(),
                                flowControl)));
    }

    private static Heartbeat.StartFrom startFrom(StartPosition position) {
        if (position instanceof StartPosition.Earliest) {
            return Heartbeat.StartFrom.CONSUME_FROM_FIRST_OFFSET;
        }
        return position instanceof StartPosition.At
                ? Heartbeat.StartFrom.CONSUME_FROM_TIMESTAMP
                : Heartbeat.StartFrom.CONSUME_FROM_LAST_OFFSET;
    }
}
