package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.allocation.AllocationStrategy;
import io.github.rocketmq.rebalance.api.ConsumerSnapshot;
import io.github.rocketmq.rebalance.api.OffsetChange;
import io.github.rocketmq.rebalance.api.PauseMode;
import io.github.rocketmq.rebalance.api.PushConsumer;
import io.github.rocketmq.rebalance.api.ResetTarget;
import io.github.rocketmq.rebalance.client.ClientLoop;
import io.github.rocketmq.rebalance.client.SharedClient;
import io.github.rocketmq.rebalance.model.ClientId;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.model.Subscription;
import io.github.rocketmq.rebalance.rebalance.Event;
import io.github.rocketmq.rebalance.rebalance.GroupState;
import io.github.rocketmq.rebalance.rebalance.MemberPhase;
import io.github.rocketmq.rebalance.rebalance.RebalanceMachine;
import io.github.rocketmq.rebalance.rebalance.Transition;
import io.github.rocketmq.rebalance.rebalance.Trigger;
import io.github.rocketmq.rebalance.remote.BrokerAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The running member: owns the group's state, feeds events to the machine and performs its actions. It decides nothing
 * about ownership itself. Public methods may be called by any thread; the rest is confined to the loop.
 */
public final class GroupConsumer implements PushConsumer {

    private static final int MOST_LISTENERS = 1000;

    private final ClientLoop loop;
    private final SharedClient client;
    private final GroupSetup setup;
    private final RebalanceMachine machine;
    private final Subscriptions subscriptions;
    private final GroupActions actions;
    private final HeldQueues queues;
    private final GroupOperations operations;
    private final GroupSnapshots snapshots;
    private final OffsetResets resets;
    private final KnownOwners owners;
    private final Queue<Event> events = new ArrayDeque<>();
    private final AtomicBoolean started = new AtomicBoolean();
    private final CompletableFuture<Void> left = new CompletableFuture<>();
    private volatile GroupState state;
    private volatile boolean paused;
    private volatile int concurrency;
    private boolean handling;

    /**
     * Wires a member; nothing happens before {@link #start()}.
     *
     * @param loop the one thread of this member
     */
    public GroupConsumer(ClientLoop loop, SharedClient client, GroupSetup setup, AllocationStrategy strategy) {
        this.loop = loop;
        this.client = client;
        this.setup = setup;
        this.machine = new RebalanceMachine(setup.group(), client.clientId(), strategy);
        this.subscriptions = setup.subscriptions();
        GroupReports reports = new GroupReports(
                setup.group(),
                RebalanceReports.heard(setup.assignmentListener(), setup.group(), client.events()),
                client.clock());
        Ownership ownership = new Ownership(loop, () -> this.state.queues());
        this.actions = new GroupActions(
                loop, client, setup, strategy.nameAtBrokers(), subscriptions, reports, ownership, this::post);
        this.queues = actions.queues();
        this.concurrency = setup.concurrency();
        this.operations = new GroupOperations(
                setup, subscriptions, queues.stats(), this::snapshot, () -> concurrency, client.clock());
        this.snapshots = new GroupSnapshots(loop, client, strategy.name(), subscriptions, queues, reports);
        this.resets = new OffsetResets(loop, client, subscriptions, queues, ownership, reports);
        this.owners = new KnownOwners(setup.group(), client.clientId(), strategy);
        this.state = GroupState.initial(setup.policy());
    }

    @Override
    public ConsumerGroup group() {
        return setup.group();
    }

    @Override
    public ClientId clientId() {
        return client.clientId();
    }

    @Override
    public void start() {
        if (left.isDone() || !started.compareAndSet(false, true)) {
            throw new IllegalStateException("consumer of group '" + group()
                    + "' was started or closed before; build a new one to join the group again");
        }
        post(new Event.Started());
    }

    @Override
    public ConsumerSnapshot snapshot() {
        return snapshots.of(state, paused);
    }

    @Override
    public SortedMap<MessageQueue, ClientId> owners() {
        return owners.owners();
    }

    @Override
    public CompletionStage<List<OffsetChange>> resetOffsets(
            ResetTarget target, Set<MessageQueue> named, boolean dryRun) {
        Set<MessageQueue> wanted = Set.copyOf(named);
        CompletableFuture<List<OffsetChange>> done = new CompletableFuture<>();
        loop.run(() -> resets.reset(target, wanted, dryRun, done));
        return done.minimalCompletionStage();
    }

    @Override
    public void rebalanceNow() {
        post(new Event.LookWanted(Trigger.MANUAL));
    }

    @Override
    public void rebalanceInterval(Duration interval) {
        if (interval.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("rebalance interval " + interval + " is less than one second");
        }
        post(new Event.IntervalChanged(interval.toMillis()));
    }

    @Override
    public void concurrency(int listeners) {
        if (listeners < 1 || listeners > MOST_LISTENERS) {
            throw new IllegalArgumentException(
                    "concurrency is " + listeners + "; choose a value from 1 to " + MOST_LISTENERS);
        }
        loop.run(() -> {
            concurrency = listeners;
            setup.threads(listeners);
            queues.concurrency(listeners);
        });
    }

    /** A broker told that a member joined or left. */
    public void membersChanged() {
        post(new Event.LookWanted(Trigger.NOTIFIED));
    }

    /** What operators may ask of this member. */
    public GroupOperations operations() {
        return operations;
    }

    /**
     * Goes on elsewhere in those of the queues that are consumed here: nothing cached is delivered any more, running
     * listeners are awaited for the drain timeout, the offset is committed and confirmed. Other queues are left alone.
     */
    public void resetOffsets(Map<MessageQueue, Long> offsets) {
        Map<MessageQueue, Long> wanted = Map.copyOf(offsets);
        loop.run(() -> resets.reset(wanted));
    }

    /** The connection to an address closed; if it is a master's, its locks may be gone. */
    public void brokerLost(BrokerAddress address) {
        client.routes().mastersAt(address).forEach(name -> post(new Event.BrokerLost(name)));
    }

    @Override
    public void pause(PauseMode mode) {
        loop.run(() -> {
            paused = true;
            if (mode == PauseMode.RELEASE) {
                post(new Event.ReleaseRequested());
            } else {
                queues.paused(true);
            }
        });
    }

    @Override
    public void resume() {
        loop.run(() -> {
            paused = false;
            queues.paused(false);
            post(new Event.ReturnRequested());
        });
    }

    @Override
    public void subscribe(Subscription subscription) {
        loop.run(() -> {
            subscriptions.put(subscription, client.clock().millis());
            tellBrokers();
        });
    }

    @Override
    public void unsubscribe(String topic) {
        subscriptions.requireOtherThan(topic);
        loop.run(() -> {
            subscriptions.remove(topic, client.clock().millis());
            tellBrokers();
        });
    }

    @Override
    public CompletionStage<Void> leave() {
        started.set(true);
        post(new Event.LeaveRequested());
        return left.minimalCompletionStage();
    }

    @Override
    public void close() {
        leave();
        try {
            left.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("leaving never fails", e);
        }
    }

    /** Tells when the member has left, at once if it has already. */
    public void onLeft(Runnable action) {
        CompletionStage<Void> end = left;
        end.thenRun(action);
    }

    private void post(Event event) {
        loop.run(() -> {
            events.add(event);
            handleAll();
        });
    }

    /** One event after the other: an action that is answered at once must not start a step inside a step. */
    private void handleAll() {
        if (handling) {
            return;
        }
        handling = true;
        try {
            for (Event event = events.poll(); event != null; event = events.poll()) {
                Transition transition = machine.on(state, event, loop.now());
                state = transition.state();
                snapshots.changed(state);
                owners.happened(event);
                transition.actions().forEach(actions::perform);
                actions.flush();
                afterStep();
            }
        } finally {
            handling = false;
        }
    }

    /** The subscription changed: brokers must know before a pull speaks of it. */
    private void tellBrokers() {
        if (state.phase() != MemberPhase.JOINING && state.phase() != MemberPhase.RUNNING) {
            // They hear of it when the member joins; told now, they would take it for a member.
            subscriptions.told();
            return;
        }
        actions.watchRoutes();
        post(new Event.TopicsChanged(subscriptions.topics()));
        loop.whenAnswered(
                client.heartbeats().join(subscriptions.membership()),
                told -> queues.subscriptionTold(),
                failure -> queues.subscriptionTold());
    }

    private void afterStep() {
        if (state.phase() == MemberPhase.LEFT && !left.isDone()) {
            actions.close();
            setup.close();
            left.complete(null);
        }
    }
}
