package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.client.ClientLoop;
import io.github.rocketmq.rebalance.client.Scheduler.Cancellable;
import io.github.rocketmq.rebalance.client.SharedClient;
import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.processing.FlowControl;
import io.github.rocketmq.rebalance.processing.ProcessQueue;
import io.github.rocketmq.rebalance.remote.BrokerAddress;
import io.github.rocketmq.rebalance.remote.PullReply;
import io.github.rocketmq.rebalance.remote.PullRequest;
import io.github.rocketmq.rebalance.remote.TopicRoute;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pull loop of one held queue: at most one pull under way, none while the window is full, the next one as soon as the
 * last one is answered or the window has room again. Confined to the loop.
 */
final class QueuePuller {

    private static final Logger log = LoggerFactory.getLogger(QueuePuller.class);

    private static final long FIRST_PAUSE = 100;
    private static final long LONGEST_PAUSE = 3000;
    private static final long THROTTLED_PAUSE = 20;
    private static final long UNDECODABLE_PAUSE = 30_000;

    /** An empty answer that came sooner than this was not held by the broker: asking again at once would be a busy loop. */
    private static final long UNHELD = 50;

    private final ClientLoop loop;
    private final SharedClient client;
    private final ProcessQueue window;
    private final PullSettings settings;
    private final ConsumeStats stats;
    private final Runnable onAdmitted;
    private final LongConsumer onOffsetMoved;

    private boolean stopped;
    private boolean pulling;
    private boolean awaitingRoom;
    private int failures;
    private long preferredBroker = TopicRoute.MASTER_ID;
    private long askedAt;
    private @Nullable Cancellable pause;
    private volatile long brokerOffset = HeldQueue.UNKNOWN;
    private volatile Optional<String> problem = Optional.empty();

    /**
     * @param onAdmitted told when the window has messages to deliver
     * @param onOffsetMoved told where the broker wants the group to go on; the puller pulls no more then
     */
    QueuePuller(
            ClientLoop loop,
            SharedClient client,
            ProcessQueue window,
            PullSettings settings,
            ConsumeStats stats,
            Runnable onAdmitted,
            LongConsumer onOffsetMoved) {
        this.loop = loop;
        this.client = client;
        this.window = window;
        this.settings = settings;
        this.stats = stats;
        this.onAdmitted = onAdmitted;
        this.onOffsetMoved = onOffsetMoved;
    }

    /** Pulls if nothing speaks against it. */
    void pull() {
        loop.checkOwner();
        if (stopped || pulling || pause != null) {
            return;
        }
        if (!hasRoom()) {
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
        PullRequest request = failures == 0
                ? settings.request(window.queue(), window.nextOffset())
                : settings.probe(window.queue(), window.nextOffset());
        loop.whenAnswered(
                client.cluster().broker(address.get()).pull(request),
                reply -> answered(reply, address.get()),
                failure -> {
                    pulling = false;
                    preferredBroker = TopicRoute.MASTER_ID;
                    pauseAfterFailure(String.valueOf(failure.getMessage()));
                });
    }

    /** The window may have room again. */
    void onRoom() {
        if (awaitingRoom) {
            awaitingRoom = false;
            pull();
        }
    }

    /** Pulls no more; an answer under way is dropped. */
    void stop() {
        stopped = true;
        if (pause != null) {
            pause.cancel();
            pause = null;
        }
    }

    boolean isStopped() {
        return stopped;
    }

    /** The end of the queue as of the last answer; any thread. */
    long brokerOffset() {
        return brokerOffset;
    }

    /** What keeps the queue from being pulled; any thread. */
    Optional<String> problem() {
        return problem;
    }

    private boolean hasRoom() {
        if (settings.flowControl().decide(window) instanceof FlowControl.Decision.Pull) {
            return true;
        }
        awaitingRoom = true;
        window.awaitRoom(settings.flowControl());
        // Room may have come between the first look and the wish to be told of it.
        if (settings.flowControl().decide(window) instanceof FlowControl.Decision.Pull) {
            awaitingRoom = false;
            return true;
        }
        return false;
    }

    private void answered(PullReply reply, BrokerAddress from) {
        pulling = false;
        if (stopped) {
            return;
        }
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
            onOffsetMoved.accept(offsetMoved.nextOffset());
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
        window.admit(settings.wanted(messages), nextOffset);
        onAdmitted.run();
    }

    private void undecodable(PullReply.Undecodable broken) {
        if (!broken.readable().isEmpty()) {
            admit(broken.readable(), broken.offset());
        }
        String text = "the message at offset " + broken.offset() + " cannot be read (" + broken.reason()
                + "); the queue stops there and is tried again every " + UNDECODABLE_PAUSE / 1000 + " s";
        if (problem.isEmpty()) {
            log.error("{} of group '{}': {}", window.queue(), settings.group(), text);
        }
        problem = Optional.of(text);
        pauseFor(UNDECODABLE_PAUSE);
    }

    private void healthy(long maxOffset, long suggestedBroker) {
        failures = 0;
        preferredBroker = suggestedBroker;
        brokerOffset = maxOffset;
        if (problem.isPresent()) {
            log.info("{} of group '{}' is pulled again", window.queue(), settings.group());
            problem = Optional.empty();
        }
    }

    private void pauseAfterFailure(String reason) {
        failures = Math.min(failures + 1, 10);
        if (failures == 3) {
            log.warn(
                    "{} of group '{}' cannot be pulled and is tried again: {}",
                    window.queue(),
                    settings.group(),
                    reason);
        }
        if (failures >= 3) {
            problem = Optional.of(reason);
        }
        pauseFor(Math.min(LONGEST_PAUSE, FIRST_PAUSE << (failures - 1)));
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
