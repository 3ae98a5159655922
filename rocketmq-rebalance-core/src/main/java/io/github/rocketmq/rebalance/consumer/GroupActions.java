package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.client.ClientLoop;
import io.github.rocketmq.rebalance.client.RouteWatcher.Watch;
import io.github.rocketmq.rebalance.client.Scheduler.Cancellable;
import io.github.rocketmq.rebalance.client.SharedClient;
import io.github.rocketmq.rebalance.rebalance.Action;
import io.github.rocketmq.rebalance.rebalance.Event;
import io.github.rocketmq.rebalance.rebalance.Trigger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Performs the machine's actions by handing each to the part whose work it is. Confined to the loop. */
final class GroupActions {

    private final ClientLoop loop;
    private final SharedClient client;
    private final Subscriptions subscriptions;
    private final HeldQueues queues;
    private final QueueLocks locks;
    private final LockBrokers lockBrokers;
    private final GroupLook look;
    private final Departure departure;
    private final GroupReports reports;
    private final RebalanceReports told;
    private final Consumer<Event> events;
    private @Nullable Watch watch;
    private @Nullable Cancellable alarm;
    private long alarmAt = Long.MAX_VALUE;

    /**
     * @param strategy the name of the strategy by which a broker is to share queues, where it does
     * @param events where answers go
     */
    GroupActions(
            ClientLoop loop,
            SharedClient client,
            GroupSetup setup,
            String strategy,
            Subscriptions subscriptions,
            GroupReports reports,
            Ownership ownership,
            Consumer<Event> events) {
        this.loop = loop;
        this.client = client;
        this.subscriptions = subscriptions;
        this.reports = reports;
        this.told = new RebalanceReports(loop, setup.group(), client);
        this.events = events;
        BrokerAssignment brokerAssignment = new BrokerAssignment(
                loop,
                client,
                setup.group(),
                setup.assignmentTerms(strategy),
                () -> events.accept(new Event.LookWanted(Trigger.RETRY)));
        this.queues = new HeldQueues(loop, client, setup, subscriptions, brokerAssignment, ownership, events);
        this.locks = new QueueLocks(loop, client, setup.group(), events);
        this.lockBrokers = new LockBrokers(loop, client, subscriptions, queues.offsets()::stored, events);
        this.look = new GroupLook(loop, client, subscriptions, brokerAssignment);
        this.departure = new Departure(loop, client, setup.group());
    }

    HeldQueues queues() {
        return queues;
    }

    void close() {
        if (alarm != null) {
            alarm.cancel();
        }
        if (watch != null) {
            watch.close();
        }
        lockBrokers.close();
        queues.close();
    }

    /** All actions of a step are performed: what can go out together goes out. */
    void flush() {
        locks.flush();
    }

    void perform(Action action) {
        if (action instanceof Action.FetchView fetch) {
            fetchView(fetch);
        } else if (action instanceof Action.SendHeartbeat) {
            client.heartbeats().beatAll();
        } else if (action instanceof Action.Lock lock) {
            locks.lock(lock);
        } else if (action instanceof Action.Unlock unlock) {
            locks.unlock(unlock);
        } else if (action instanceof Action.SendHeartbeatTo beat) {
            lockBrokers.sendHeartbeat(beat);
        } else if (action instanceof Action.AskUptime ask) {
            lockBrokers.askUptime(ask);
        } else if (action instanceof Action.AskMembersEverywhere ask) {
            lockBrokers.askMembersEverywhere(ask);
        } else if (action instanceof Action.UnlockFor unlockFor) {
            lockBrokers.unlockFor(unlockFor);
        } else if (action instanceof Action.CheckOffset check) {
            queues.checkOffset(check);
        } else if (action instanceof Action.CommitAgain again) {
            queues.commitAgain(again);
        } else if (action instanceof Action.ExtendLease extend) {
            queues.extend(extend);
        } else if (action instanceof Action.ResolveOffset resolve) {
            queues.resolve(resolve);
        } else if (action instanceof Action.StartConsuming startConsuming) {
            queues.start(startConsuming);
        } else if (action instanceof Action.StopConsuming stop) {
            queues.stop(stop);
        } else if (action instanceof Action.CommitFinally commit) {
            queues.commit(commit);
        } else if (action instanceof Action.Forget forget) {
            queues.forget(forget);
        } else if (action instanceof Action.Depart) {
            look.departing();
            departure.depart(() -> events.accept(new Event.Departed()));
        } else if (action instanceof Action.WakeAt wake) {
            wakeAt(wake.time());
        } else {
            reports.report(action);
            told.report(action);
        }
    }

    private void fetchView(Action.FetchView fetch) {
        if (watch == null) {
            queues.open();
            watchRoutes();
        }
        lockBrokers.routesChanged();
        told.lookBegins();
        look.take(
                view -> events.accept(new Event.ViewFetched(fetch.attempt(), view)),
                problem -> events.accept(new Event.ViewFailed(fetch.attempt(), problem)));
    }

    /** Hears of changed routes of all topics that are subscribed to now. */
    void watchRoutes() {
        Watch before = watch;
        watch = client.routes()
                .watch(
                        subscriptions.topics(),
                        topic -> loop.run(() -> {
                            client.heartbeats().routesChanged();
                            lockBrokers.routesChanged();
                            events.accept(new Event.LookWanted(Trigger.ROUTE_CHANGED));
                        }));
        if (before != null) {
            before.close();
        }
    }

    private void wakeAt(long time) {
        if (alarm != null && alarmAt == time) {
            return;
        }
        if (alarm != null) {
            alarm.cancel();
        }
        alarmAt = time;
        alarm = loop.at(time, () -> {
            alarm = null;
            events.accept(new Event.Woke());
        });
    }
}
