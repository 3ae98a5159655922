package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.client.ClientLoop;
import io.github.rocketmq.rebalance.client.Scheduler.Cancellable;
import io.github.rocketmq.rebalance.client.SharedClient;
import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.processing.ProcessQueue;
import io.github.rocketmq.rebalance.remote.BrokerAddress;
import io.github.rocketmq.rebalance.remote.PullReply;
import io.github.rocketmq.rebalance.remote.PullRequest;
import io.github.rocketmq.rebalance.remote.RemoteException;
import io.github.rocketmq.rebalance.remote.TopicRoute;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pull loop of one held queue: at most one pull under way, none while the window is full, the next one as soon as the
 * last one is answered or the window has room again. Confined to the loop.
 */
final class QueuePuller {

    private static final Logger log = LoggerFactory.getLogger(QueuePuller.class);

    private static final long THROTTLED_PAUSE = 20;

    /** An empty answer that came sooner than this was not held by the broker: asking again at once would be a busy loop. */
    private static final long UNHELD = 50;

    /** How much longer than the broker holds a pull its answer may take; the connection gives up before. */
    private static final long UNANSWERED_GRACE = 30_000;

    private final ClientLoop loop;
    private final SharedClient client;
    private final ProcessQueue window;
    private final Room room;
    private final Supplier<PullSettings> currentSettings;
    private final RawBurial rawBurial;
    private final ConsumeStats stats;
    private final Progress progress;
    private final PullHealth health;

    private PullSettings settings;
    private boolean stopped;
    private boolean paused;
    private boolean pulling;
    /** Tells the answer that is awaited from one that was given up. */
    private long pullNumber;
    /** Only one message is asked for, because one of several cannot be read. */
    private boolean isolating;
    /** The last message that could not be read, which is met more than once. */
    private long brokenOffset = HeldQueue.UNKNOWN;

    private long preferredBroker = TopicRoute.MASTER_ID;
    private long askedAt;
    private @Nullable Cancellable pause;

    /** What a pull leads to. Called on the loop. */
    interface Progress {

        /** The window has messages to deliver. */
        void onAdmitted();

        /** The broker wants the group to go on elsewhere; the puller pulls no more. */
        void onOffsetMoved(long offset);
    }

    /**
     * @param currentSettings asked before each pull
     */
    QueuePuller(
            ClientLoop loop,
            SharedClient client,
            ProcessQueue window,
            Supplier<PullSettings> currentSettings,
            RawBurial rawBurial,
            ConsumeStats stats,
            Progress progress) {
        this.loop = loop;
        this.client = client;
        this.window = window;
        this.currentSettings = currentSettings;
        this.settings = currentSettings.get();
        this.room = Room.of(window, client.events(), settings.group());
        this.rawBurial = rawBurial;
        this.stats = stats;
        this.progress = progress;
        this.health = new PullHealth(window.queue(), settings.group());
        health.due(loop.now());
    }

    /** Pulls if nothing speaks against it. */
    void pull() {
        loop.checkOwner();
        if (stopped || paused || pulling || pause != null) {
            return;
        }
        settings = currentSettings.get();
        if (!room.isThere(settings.flowControl())) {
            health.notDue();
            return;
        }
        Optional<BrokerAddress> address =
                client.routes().readable(window.queue().brokerName(), preferredBroker);
        if (address.isEmpty()) {
            pauseAfterFailure("broker '" + window.queue().brokerName() + "' is in no known route");
            return;
        }
        pulling = true;
        askedAt = loop.now();
        long number = ++pullNumber;
        loop.whenAnswered(
                client.cluster().broker(address.get()).pull(request()),
                reply -> {
                    if (number == pullNumber) {
                        answered(reply, address.get());
                    }
                },
                failure -> {
                    if (number == pullNumber) {
                        failed(failure);
                    }
                });
    }

    private PullRequest request() {
        if (isolating) {
            return settings.single(window.queue(), window.nextOffset());
        }
        return health.isGood()
                ? settings.request(window.queue(), window.nextOffset())
                : settings.probe(window.queue(), window.nextOffset());
    }

    private void failed(Throwable failure) {
        pulling = false;
        preferredBroker = TopicRoute.MASTER_ID;
        if (failure instanceof RemoteException.Refused) {
            // The topic may have lost this queue; a changed route brings the next look at the group.
            client.routes().ask(window.queue().topic());
        }
        pauseAfterFailure(String.valueOf(failure.getMessage()));
    }

    /** Pulls again if the answer is overdue by so much that it can no longer come. */
    void repairIfUnanswered() {
        long overdue = settings.holdTime().toMillis() + UNANSWERED_GRACE;
        if (pulling && !stopped && loop.now() - askedAt > overdue) {
            log.warn(
                    "{} of group '{}' has waited {} ms for the answer to a pull; it is pulled anew",
                    window.queue(),
                    settings.group(),
                    loop.now() - askedAt);
            pullNumber++;
            pulling = false;
            pull();
        }
    }

    /**
     * The brokers know of a changed subscription. A pull that they hold was asked with the old expression and would pass over
     * messages that are wanted now, so its answer is dropped.
     */
    void subscriptionChanged() {
        boolean changed = !settings.subscription().equals(currentSettings.get().subscription());
        if (pulling && !stopped && !isolating && changed) {
            pullNumber++;
            pulling = false;
            pull();
        }
    }

    /** Pulls no more until told otherwise, while an answer under way is taken in; or pulls from now on. */
    void pause(boolean wanted) {
        paused = wanted;
        if (wanted) {
            health.notDue();
        } else {
            nextIsDue();
            room.endWaiting();
            pull();
        }
    }

    /** The window may have room again. */
    void onRoom() {
        if (room.endWaiting()) {
            nextIsDue();
            pull();
        }
    }

    /** Pulls no more; an answer under way is dropped. */
    void stop() {
        stopped = true;
        health.notDue();
        if (pause != null) {
            pause.cancel();
            pause = null;
        }
    }

    boolean isStopped() {
        return stopped;
    }

    /** How its pulls go; any thread may ask what says so. */
    PullHealth health() {
        return health;
    }

    private void nextIsDue() {
        if (!paused) {
            health.due(loop.now());
        }
    }

    private void answered(PullReply reply, BrokerAddress from) {
        pulling = false;
        if (stopped) {
            return;
        }
        nextIsDue();
        stats.pulled(window.queue(), reply, loop.now() - askedAt);
        if (reply instanceof PullReply.Found found) {
            healthy(found.maxOffset(), found.suggestedBrokerId());
            admit(found.messages(), found.nextOffset());
            pull();
        } else if (reply instanceof PullReply.NothingNew nothing) {
            boolean moved = nothing.nextOffset() > window.nextOffset();
            healthy(nothing.maxOffset(), nothing.suggestedBrokerId());
            window.admit(List.of(), nothing.nextOffset());
            if (moved || loop.now() - askedAt >= UNHELD) {
                pull();
            } else {
                pauseFor(UNHELD);
            }
        } else if (reply instanceof PullReply.OffsetMoved offsetMoved) {
            log.warn(
                    "{} has no offset {} for group '{}'; the broker lets it go on at {}",
                    window.queue(),
                    window.nextOffset(),
                    settings.group(),
                    offsetMoved.nextOffset());
            stop();
            progress.onOffsetMoved(offsetMoved.nextOffset());
        } else if (reply instanceof PullReply.HeartbeatWanted wanted) {
            loop.whenAnswered(
                    client.heartbeats().beat(from),
                    ok -> pauseAfterFailure(wanted.remark()),
                    failure -> pauseAfterFailure(wanted.remark()));
        } else if (reply instanceof PullReply.Throttled) {
            pauseFor(THROTTLED_PAUSE);
        } else if (reply instanceof PullReply.Undecodable broken) {
            undecodable(broken);
        }
    }

    private void admit(List<Message> messages, long nextOffset) {
        window.admit(settings.wanted(messages), nextOffset, TimeUnit.MILLISECONDS.toNanos(loop.now()));
        progress.onAdmitted();
    }

    private void undecodable(PullReply.Undecodable broken) {
        if (!broken.readable().isEmpty()) {
            admit(broken.readable(), broken.offset());
        }
        if (broken.offset() != brokenOffset) {
            brokenOffset = broken.offset();
            stats.undecodable();
        }
        if (!rawBurial.isWanted()) {
            stopAt(broken, broken.reason());
        } else if (!isolating) {
            isolating = true;
            pull();
        } else {
            pulling = true;
            rawBurial.bury(
                    window.queue(),
                    broken,
                    () -> {
                        pulling = false;
                        isolating = false;
                        window.admit(List.of(), broken.offset() + 1);
                        pull();
                    },
                    reason -> {
                        pulling = false;
                        stopAt(broken, broken.reason() + ", and not be put into the dead-letter topic: " + reason);
                    });
        }
    }

    private void stopAt(PullReply.Undecodable broken, String reason) {
        pauseFor(health.undecodable(broken.offset(), reason));
    }

    private void healthy(long maxOffset, long suggestedBroker) {
        isolating = false;
        preferredBroker = suggestedBroker;
        health.good(maxOffset);
    }

    private void pauseAfterFailure(String reason) {
        pauseFor(health.failed(reason));
    }

    private void pauseFor(long millis) {
        if (!stopped) {
            pause = loop.after(millis, () -> {
                pause = null;
                pull();
            });
        }
    }
}
