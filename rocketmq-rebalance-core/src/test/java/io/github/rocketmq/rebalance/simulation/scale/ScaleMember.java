package io.github.rocketmq.rebalance.simulation.scale;

import io.github.rocketmq.rebalance.client.Scheduler.Cancellable;
import io.github.rocketmq.rebalance.model.ClientId;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.model.StableHash;
import io.github.rocketmq.rebalance.model.Topic;
import io.github.rocketmq.rebalance.rebalance.Action;
import io.github.rocketmq.rebalance.rebalance.Anchors;
import io.github.rocketmq.rebalance.rebalance.Event;
import io.github.rocketmq.rebalance.rebalance.GroupState;
import io.github.rocketmq.rebalance.rebalance.GroupView;
import io.github.rocketmq.rebalance.rebalance.LookState;
import io.github.rocketmq.rebalance.rebalance.MemberPhase;
import io.github.rocketmq.rebalance.rebalance.RebalanceMachine;
import io.github.rocketmq.rebalance.rebalance.Transition;
import io.github.rocketmq.rebalance.rebalance.Trigger;
import io.github.rocketmq.rebalance.simulation.scale.ScaleCosts.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One member: the production machine, allocation and choice of the master to ask, and in place of the consumer around them the
 * least that sends what it would send: a look asks for one list, what a step wants of locks goes out in one request a broker,
 * busy queues are committed every 5 s, every broker hears a heartbeat every 30 s. Nothing is lost and nobody fails.
 */
final class ScaleMember {

    private static final long ONE_WAY = 1;
    private static final long HEARTBEAT_INTERVAL = 30_000;
    private static final int COMMIT_PARTS = 10;
    private static final int IDLE_COMMITS = 6;
    private static final long UPTIME = 86_400_000;

    private final ScaleGroup group;
    private final ClientId id;
    private final ScaleWorld world;
    private final RebalanceMachine machine;
    private final Map<MessageQueue, Held> held = new HashMap<>();
    private final SortedMap<String, List<Action.Lock>> locks = new TreeMap<>();
    private final SortedMap<String, List<Action.Unlock>> unlocks = new TreeMap<>();
    private GroupState state;
    private @Nullable Cancellable alarm;
    private long alarmAt = Long.MAX_VALUE;
    private boolean announced;
    private boolean dead;
    private int lastMembers;
    private int commitTick;

    /** A queue that is consumed: in which part of the interval it is committed, and whether messages come. */
    private record Held(int part, boolean busy) {}

    /**
     * @param listed whether the brokers know it already
     */
    ScaleMember(ScaleGroup group, ClientId id, ScaleWorld world, boolean listed) {
        this.group = group;
        this.id = id;
        this.world = world;
        this.machine = new RebalanceMachine(group.name(), id, world.strategy());
        this.state = GroupState.initial(world.policy());
        this.announced = listed;
    }

    ClientId id() {
        return id;
    }

    SortedSet<MessageQueue> target() {
        return state.target();
    }

    /**
     * Joins after a while.
     *
     * @param phase of the heartbeats within their interval
     */
    void start(long delay, long phase) {
        world.time().at(world.time().now() + delay, () -> {
            if (announced) {
                confirmAll();
            }
            post(new Event.Started());
            commitRegularly();
        });
        after(delay + phase, this::beatRegularly);
    }

    void leave() {
        post(new Event.LeaveRequested());
    }

    /** The process dies: its connections close, its locks stay. */
    void die() {
        dead = true;
        held.clear();
        state.target().forEach(queue -> group.ended(queue, this));
        after(ONE_WAY, () -> group.unregister(this));
    }

    void notified() {
        post(new Event.LookWanted(Trigger.NOTIFIED));
    }

    private void post(Event event) {
        if (dead) {
            return;
        }
        Transition transition = machine.on(state, event, world.time().now());
        state = transition.state();
        transition.actions().forEach(this::perform);
        locks.forEach(this::sendLock);
        locks.clear();
        unlocks.forEach(this::sendUnlock);
        unlocks.clear();
    }

    private void perform(Action action) {
        if (action instanceof Action.FetchView fetch) {
            look(fetch.attempt());
        } else if (action instanceof Action.Lock lock) {
            locks.computeIfAbsent(lock.queue().brokerName(), name -> new ArrayList<>())
                    .add(lock);
        } else if (action instanceof Action.Unlock unlock) {
            unlocks.computeIfAbsent(unlock.queue().brokerName(), name -> new ArrayList<>())
                    .add(unlock);
        } else if (action instanceof Action.ResolveOffset resolve) {
            ask(Kind.READ_OFFSET, new Event.OffsetResolved(resolve.queue(), resolve.generation(), 0, true));
        } else if (action instanceof Action.StartConsuming consuming) {
            held.put(consuming.queue(), new Held(partOf(consuming.queue()), isBusy(consuming.queue())));
            group.started(consuming.queue(), this);
        } else if (action instanceof Action.StopConsuming stop) {
            held.remove(stop.queue());
            after(world.untilListenerReturns(), () -> {
                group.ended(stop.queue(), this);
                post(new Event.QueueDrained(stop.queue(), stop.generation()));
            });
        } else if (action instanceof Action.CommitFinally commit) {
            ask(Kind.LAST_COMMIT, new Event.FinalCommitConfirmed(commit.queue(), commit.generation()));
        } else if (action instanceof Action.WakeAt wake) {
            wakeAt(wake.time());
        } else {
            performRare(action);
        }
    }

    private void performRare(Action action) {
        if (action instanceof Action.SendHeartbeat) {
            announce(this::confirmAll);
        } else if (action instanceof Action.SendHeartbeatTo beat) {
            ask(Kind.ANNOUNCE, new Event.HeartbeatConfirmed(beat.brokerName()));
        } else if (action instanceof Action.AskUptime uptime) {
            ask(Kind.UPTIME, new Event.UptimeLearned(uptime.brokerName(), OptionalLong.of(UPTIME)));
        } else if (action instanceof Action.AskMembersEverywhere everywhere) {
            world.costs().add(Kind.LIST_EVERYWHERE, group.brokers().size());
            after(
                    2 * ONE_WAY,
                    () -> post(new Event.MembersEverywhere(
                            everywhere.attempt(), new HashSet<>(group.view().members()))));
        } else if (action instanceof Action.UnlockFor gone) {
            world.costs()
                    .add(
                            Kind.UNLOCK,
                            gone.queues().stream()
                                    .map(MessageQueue::brokerName)
                                    .distinct()
                                    .count());
            after(ONE_WAY, () -> group.unlock(gone.member(), gone.queues()));
        } else if (action instanceof Action.Depart) {
            world.costs().add(Kind.UNREGISTER, group.brokers().size());
            after(ONE_WAY, () -> group.unregister(this));
            after(2 * ONE_WAY, () -> post(new Event.Departed()));
        } else if (action instanceof Action.CommitAgain) {
            world.costs().add(Kind.COMMIT, 1);
        } else if (action instanceof Action.ReportUnclean
                || action instanceof Action.ReportLost
                || action instanceof Action.ReportLockless) {
            throw new AssertionError(id + ": " + action);
        }
        // The others only tell.
    }

    private void look(long attempt) {
        if (announced) {
            askMembers(attempt);
        } else {
            announced = true;
            announce(() -> {
                confirmAll();
                askMembers(attempt);
            });
        }
    }

    private void askMembers(long attempt) {
        if (Anchors.ranked(group.name(), group.brokers(), id, lastMembers).isEmpty()) {
            throw new AssertionError("nobody to ask");
        }
        boolean regular = state.look() instanceof LookState.Looking looking && looking.trigger() == Trigger.INTERVAL;
        world.costs().add(regular ? Kind.LIST_POLL : Kind.LIST_NEWS, 1);
        GroupView[] found = new GroupView[1];
        after(ONE_WAY, () -> found[0] = group.view());
        after(2 * ONE_WAY, () -> {
            lastMembers = found[0].members().size();
            post(new Event.ViewFetched(attempt, found[0]));
        });
    }

    private void announce(Runnable confirmed) {
        world.costs().add(Kind.ANNOUNCE, group.brokers().size());
        after(ONE_WAY, () -> group.register(this));
        after(2 * ONE_WAY, confirmed);
    }

    private void confirmAll() {
        group.brokers().forEach(broker -> post(new Event.HeartbeatConfirmed(broker)));
    }

    private void beatRegularly() {
        if (isHere()) {
            world.costs().add(Kind.HEARTBEAT, group.brokers().size());
            after(2 * ONE_WAY, this::confirmAll);
            after(HEARTBEAT_INTERVAL, this::beatRegularly);
        }
    }

    /** As the committer does: each queue in its part of the interval, what does not change every 30 s. */
    private void commitRegularly() {
        if (isHere()) {
            commitTick++;
            boolean idleToo = commitTick / COMMIT_PARTS % IDLE_COMMITS == 0;
            int part = commitTick % COMMIT_PARTS;
            world.costs()
                    .add(
                            Kind.COMMIT,
                            held.values().stream()
                                    .filter(queue -> queue.part() == part && (queue.busy() || idleToo))
                                    .count());
            after(world.commitInterval() / COMMIT_PARTS, this::commitRegularly);
        }
    }

    private void sendLock(String broker, List<Action.Lock> asks) {
        long sentAt = world.time().now();
        List<MessageQueue> queues = asks.stream().map(Action.Lock::queue).toList();
        boolean renews = held.keySet().containsAll(queues);
        List<Event> answers = new ArrayList<>();
        after(ONE_WAY, () -> {
            Set<MessageQueue> granted = group.lock(id, queues);
            world.costs().add(renews ? Kind.RENEW : granted.isEmpty() ? Kind.REFUSED : Kind.ACQUIRE, 1);
            asks.forEach(ask -> answers.add(
                    granted.contains(ask.queue())
                            ? new Event.Locked(ask.queue(), ask.generation(), sentAt)
                            : new Event.LockRefused(ask.queue(), ask.generation())));
        });
        after(2 * ONE_WAY, () -> answers.forEach(this::post));
    }

    private void sendUnlock(String broker, List<Action.Unlock> asks) {
        world.costs().add(Kind.UNLOCK, 1);
        after(
                ONE_WAY,
                () -> group.unlock(id, asks.stream().map(Action.Unlock::queue).toList()));
        Consumer<Action.Unlock> confirm = ask -> post(new Event.Unlocked(ask.queue(), ask.generation()));
        after(2 * ONE_WAY, () -> asks.forEach(confirm));
    }

    private void ask(Kind kind, Event answer) {
        world.costs().add(kind, 1);
        after(2 * ONE_WAY, () -> post(answer));
    }

    private void wakeAt(long at) {
        if (alarm == null || alarmAt != at) {
            if (alarm != null) {
                alarm.cancel();
            }
            alarmAt = at;
            alarm = world.time().at(at, () -> {
                alarm = null;
                post(new Event.Woke());
            });
        }
    }

    private void after(long millis, Runnable task) {
        world.time().at(world.time().now() + millis, task);
    }

    private boolean isHere() {
        return !dead && state.phase() != MemberPhase.LEFT;
    }

    private static boolean isBusy(MessageQueue queue) {
        return !Topic.isRetry(queue.topic());
    }

    private static int partOf(MessageQueue queue) {
        long number = StableHash.of(queue.topic(), queue.brokerName(), Integer.toString(queue.queueId()));
        return Math.floorMod(number, COMMIT_PARTS);
    }
}
