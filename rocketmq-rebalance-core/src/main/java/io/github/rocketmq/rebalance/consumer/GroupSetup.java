package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.api.AssignmentListener;
import io.github.rocketmq.rebalance.api.AssignmentMode;
import io.github.rocketmq.rebalance.api.ConsumeMode;
import io.github.rocketmq.rebalance.api.ConsumeOptions;
import io.github.rocketmq.rebalance.api.HandOff;
import io.github.rocketmq.rebalance.api.OffsetStore;
import io.github.rocketmq.rebalance.api.PushConsumerOptions;
import io.github.rocketmq.rebalance.api.StartPosition;
import io.github.rocketmq.rebalance.api.UndecodablePolicy;
import io.github.rocketmq.rebalance.client.ClientLoop;
import io.github.rocketmq.rebalance.client.SharedClient;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.MessageModel;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.model.Subscription;
import io.github.rocketmq.rebalance.processing.Delivery;
import io.github.rocketmq.rebalance.processing.FlowControl;
import io.github.rocketmq.rebalance.rebalance.ConvergencePolicy;
import io.github.rocketmq.rebalance.rebalance.LockPolicy;
import io.github.rocketmq.rebalance.rebalance.RebalancePolicy;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/**
 * What the application asked for, in the terms of the consumer's parts.
 *
 * @param options what was configured
 * @param listener the application's code
 * @param threads run the listener; closed when the member has left
 * @param assignmentListener hears of queues taken over and given up
 * @param store keeps offsets; empty for the brokers
 * @param version of the first subscriptions, in milliseconds since the epoch
 * @param times changes the times of the hand-off that follow from the options
 */
public record GroupSetup(
        PushConsumerOptions options,
        ListenerCall listener,
        ListenerThreads threads,
        AssignmentListener assignmentListener,
        Optional<OffsetStore> store,
        long version,
        UnaryOperator<RebalancePolicy> times) {

    private static final long RETRY_INTERVAL = 1000;
    private static final long ANSWER_TIMEOUT = 15_000;
    private static final long COMMIT_TIMEOUT = 5000;
    private static final long ENDLESS = Duration.ofDays(3650).toMillis();

    /** With the times that follow from the options. */
    public GroupSetup(
            PushConsumerOptions options,
            ListenerCall listener,
            ListenerThreads threads,
            AssignmentListener assignmentListener,
            Optional<OffsetStore> store,
            long version) {
        this(options, listener, threads, assignmentListener, store, version, UnaryOperator.identity());
    }

    ConsumerGroup group() {
        return options.group();
    }

    boolean isBroadcasting() {
        return options.model() == MessageModel.BROADCASTING;
    }

    Subscriptions subscriptions() {
        return new Subscriptions(options, version);
    }

    RebalancePolicy policy() {
        return times.apply(new RebalancePolicy(
                options.rebalance().interval().toMillis(),
                options.rebalance().minInterval().toMillis(),
                RETRY_INTERVAL,
                ANSWER_TIMEOUT,
                options.handOff().strict() ? ENDLESS : options.drainTimeout().toMillis(),
                COMMIT_TIMEOUT,
                locks(),
                ConvergencePolicy.DEFAULT));
    }

    /** What brokers share out they hand over themselves, and what is popped has no owner. */
    private Optional<LockPolicy> locks() {
        boolean graceful =
                options.handOff().mode() == HandOff.GRACEFUL && options.assignment() == AssignmentMode.CLIENT;
        return (isOrderly() || graceful) && !isBroadcasting()
                ? Optional.of(isOrderly() ? LockPolicy.ORDERLY : LockPolicy.CONCURRENT)
                : Optional.empty();
    }

    StartPosition startPosition() {
        return options.startPosition();
    }

    UndecodablePolicy undecodable() {
        return options.consume().undecodable();
    }

    /** How long a listener may take; empty where messages wait for each other anyway. */
    Optional<Duration> consumeTimeout() {
        return isOrderly() ? Optional.empty() : Optional.of(options.consume().timeout());
    }

    long maxTotalCachedBytes() {
        return options.pull().maxTotalCachedBytes();
    }

    /** A store of the application's own has no late commits, so what did not change is not written again. */
    OffsetCommitter.Times commitTimes() {
        RebalancePolicy policy = policy();
        return new OffsetCommitter.Times(
                options.offsetCommitInterval().toMillis(),
                store.isEmpty() ? policy.convergence().recommitInterval() : Long.MAX_VALUE,
                policy.locks().map(LockPolicy::commitLife).orElse(0L));
    }

    int concurrency() {
        return options.concurrency();
    }

    boolean isOrderly() {
        return options.consume().mode() == ConsumeMode.ORDERLY;
    }

    int maxReconsumeTimes() {
        return options.consume().maxReconsumeTimes();
    }

    DirectCalls directCalls() {
        return new DirectCalls(group(), listener, isOrderly(), threads.extra(), System::nanoTime);
    }

    OffsetStore offsetStore(SharedClient client) {
        return store.orElseGet(() -> new FirstCommits(new RemoteOffsetStore(client, group())));
    }

    BrokerAssignment.Terms assignmentTerms(String strategy) {
        boolean wanted = options.assignment() == AssignmentMode.BROKER && !isBroadcasting();
        return new BrokerAssignment.Terms(wanted, strategy, isOrderly());
    }

    Duration popInvisibleTime() {
        return options.pop().invisibleTime();
    }

    /** How to pop queues of a subscription's topic. */
    PopSettings popSettings(Subscription subscription) {
        return new PopSettings(
                group(),
                subscription,
                options.pop().batchSize(),
                options.pop().invisibleTime(),
                options.pull().longPollTimeout(),
                options.startPosition() instanceof StartPosition.Earliest,
                new FlowControl(options.pop().maxInFlight(), options.pull().maxCachedBytes(), Integer.MAX_VALUE));
    }

    /**
     * How messages reach the listener.
     *
     * @param stats counts what the listener does
     * @param popped takes back what was popped
     * @param onProgress told on the loop when a queue may have room or be drained
     */
    Consumption consumption(
            ClientLoop loop,
            SharedClient client,
            ConsumeStats stats,
            PopReturns popped,
            Consumer<MessageQueue> onProgress) {
        ListenerCall counted = reported(new CountedCall(listener, stats), client);
        return isOrderly()
                ? orderly(counted, loop, client, onProgress)
                : concurrent(counted, loop, client, popped, onProgress);
    }

    private ListenerCall reported(ListenerCall call, SharedClient client) {
        return client.isHeard() ? new ReportedCall(call, group(), client.events()) : call;
    }

    DeliveryReports reports(SharedClient client) {
        return new DeliveryReports(group(), new Fates(maxReconsumeTimes(), isBroadcasting()), client);
    }

    /** Lets more or fewer listener calls have a thread at once. */
    void threads(int concurrency) {
        threads.concurrency(concurrency);
    }

    void close() {
        threads.close();
    }

    private Consumption concurrent(
            ListenerCall call,
            ClientLoop loop,
            SharedClient client,
            PopReturns popped,
            Consumer<MessageQueue> onProgress) {
        ConsumeOptions consume = options.consume();
        ListenerDispatcher[] dispatcher = new ListenerDispatcher[1];
        Consumer<Delivery> again = delivery -> dispatcher[0].again(delivery);
        MessageReturns pulled = returns(loop, client, again, onProgress);
        MessageReturns batched = new LocalReturns(loop, consume.maxReconsumeTimes(), again, pulled::bury, onProgress);
        MessageReturns returns = new ReturnsByKind(pulled, popped, batched);
        dispatcher[0] = new ListenerDispatcher(
                group(),
                call,
                threads.executor(),
                consume.concurrency(),
                consume.batchSize(),
                nanoClock(loop),
                new DeliveryOutcomes(loop, onProgress, returns, reports(client)));
        return new Consumption(dispatcher[0], returns);
    }

    private Consumption orderly(
            ListenerCall call, ClientLoop loop, SharedClient client, Consumer<MessageQueue> onProgress) {
        ConsumeOptions consume = options.consume();
        MessageReturns returns = returns(loop, client, delivery -> {}, onProgress);
        OrderlyDispatcher.Settings settings = new OrderlyDispatcher.Settings(
                group(),
                consume.concurrency(),
                consume.batchSize(),
                consume.maxReconsumeTimes(),
                consume.suspendTime(),
                nanoClock(loop),
                reports(client));
        return new Consumption(
                new OrderlyDispatcher(loop, settings, call, threads.executor(), returns, onProgress), returns);
    }

    private MessageReturns returns(
            ClientLoop loop, SharedClient client, Consumer<Delivery> again, Consumer<MessageQueue> onProgress) {
        int most = options.consume().maxReconsumeTimes();
        return isBroadcasting()
                ? new LocalReturns(loop, most, again, LocalReturns.dropping(group(), onProgress), onProgress)
                : new BrokerReturns(loop, client, group(), most, onProgress);
    }

    /** The loop's clock, on which leases are set; any thread may ask it. */
    private static LongSupplier nanoClock(ClientLoop loop) {
        return () -> TimeUnit.MILLISECONDS.toNanos(loop.now());
    }
}
