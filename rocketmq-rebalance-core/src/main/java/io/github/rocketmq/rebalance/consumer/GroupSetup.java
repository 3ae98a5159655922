package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.api.AssignmentListener;
import io.github.rocketmq.rebalance.api.AssignmentMode;
import io.github.rocketmq.rebalance.api.MessageListener;
import io.github.rocketmq.rebalance.api.PushConsumerOptions;
import io.github.rocketmq.rebalance.api.StartPosition;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.Subscription;
import io.github.rocketmq.rebalance.processing.FlowControl;
import io.github.rocketmq.rebalance.rebalance.RebalancePolicy;
import io.github.rocketmq.rebalance.remote.Heartbeat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What the application asked for, in the terms of the consumer's parts. */
public final class GroupSetup {

    private static final long RETRY_INTERVAL = 1000;
    private static final long ANSWER_TIMEOUT = 15_000;
    private static final long COMMIT_TIMEOUT = 5000;

    private final PushConsumerOptions options;
    private final MessageListener listener;
    private final ListenerThreads threads;
    private final AssignmentListener assignmentListener;
    private final Heartbeat.Membership membership;

    /**
     * @param threads run the listener; closed when the member has left
     * @param version of the subscriptions, in milliseconds since the epoch
     */
    public GroupSetup(
            PushConsumerOptions options,
            MessageListener listener,
            ListenerThreads threads,
            AssignmentListener assignmentListener,
            long version) {
        this.options = options;
        this.listener = listener;
        this.threads = threads;
        this.assignmentListener = assignmentListener;
        List<Subscription> all = new ArrayList<>(options.subscriptions());
        all.add(Subscription.all(options.group().retryTopic()));
        if (options.assignment() == AssignmentMode.BROKER) {
            PopRetryTopics.of(options.subscriptions(), options.group()).forEach(all::add);
        }
        this.membership = new Heartbeat.Membership(options.group(), startFrom(options.startPosition()), all, version);
    }

    ConsumerGroup group() {
        return options.group();
    }

    Set<String> topics() {
        return options.subscriptions().stream().map(Subscription::topic).collect(Collectors.toUnmodifiableSet());
    }

    Heartbeat.Membership membership() {
        return membership;
    }

    AssignmentListener assignmentListener() {
        return assignmentListener;
    }

    RebalancePolicy policy() {
        return new RebalancePolicy(
                options.rebalance().interval().toMillis(),
                options.rebalance().minInterval().toMillis(),
                RETRY_INTERVAL,
                ANSWER_TIMEOUT,
                options.drainTimeout().toMillis(),
                COMMIT_TIMEOUT);
    }

    StartPosition startPosition() {
        return options.startPosition();
    }

    int maxReconsumeTimes() {
        return options.maxReconsumeTimes();
    }

    long offsetCommitInterval() {
        return options.offsetCommitInterval().toMillis();
    }

    BrokerAssignment.Terms assignmentTerms(String strategy) {
        return new BrokerAssignment.Terms(options.assignment() == AssignmentMode.BROKER, strategy, false);
    }

    Duration popInvisibleTime() {
        return options.pop().invisibleTime();
    }

    /** How to pop, by topic. */
    Function<String, PopSettings> popSettings() {
        FlowControl flowControl =
                new FlowControl(options.pop().maxInFlight(), options.pull().maxCachedBytes(), Integer.MAX_VALUE);
        Function<String, PullSettings> pullSettings = pullSettings();
        return topic -> new PopSettings(
                group(),
                pullSettings.apply(topic).subscription(),
                options.pop().batchSize(),
                options.pop().invisibleTime(),
                options.pull().longPollTimeout(),
                options.startPosition() instanceof StartPosition.Earliest,
                flowControl);
    }

    ListenerDispatcher dispatcher(ListenerDispatcher.Outcomes outcomes) {
        return new ListenerDispatcher(group(), listener, threads.executor(), options.concurrency(), outcomes);
    }

    void close() {
        threads.close();
    }

    /** How to pull, by topic. */
    Function<String, PullSettings> pullSettings() {
        PushConsumerOptions.Pull pull = options.pull();
        FlowControl flowControl =
                new FlowControl(pull.maxCachedMessages(), pull.maxCachedBytes(), pull.maxOffsetSpan());
        Map<String, PullSettings> byTopic = membership.subscriptions().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Subscription::topic,
                        subscription -> new PullSettings(
                                group(),
                                subscription,
                                membership.version(),
                                pull.batchSize(),
                                pull.longPollTimeout(),
                                flowControl)));
        return topic -> {
            PullSettings settings = byTopic.get(topic);
            if (settings == null) {
                throw new IllegalStateException("group '" + group() + "' holds a queue of topic '" + topic
                        + "', to which it does not subscribe");
            }
            return settings;
        };
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
