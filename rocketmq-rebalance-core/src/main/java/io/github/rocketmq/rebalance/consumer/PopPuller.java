package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.client.ClientLoop;
import io.github.rocketmq.rebalance.client.Scheduler.Cancellable;
import io.github.rocketmq.rebalance.client.SharedClient;
import io.github.rocketmq.rebalance.processing.ProcessQueue;
import io.github.rocketmq.rebalance.remote.Broker;
import io.github.rocketmq.rebalance.remote.BrokerAddress;
import io.github.rocketmq.rebalance.remote.PopReply;
import io.github.rocketmq.rebalance.remote.PopRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The pop loop of one assigned queue: at most one request under way, none while as many messages are in flight as may be,
 * the next one as soon as the last one is answered or a message is done. Confined to the loop.
 */
final class PopPuller {

    private static final long THROTTLED_PAUSE = 500;

    /** An empty answer that came sooner than this was not held by the broker: asking again at once would be a busy loop. */
    private static final long UNHELD = 50;

    private final ClientLoop loop;
    private final SharedClient client;
    private final ProcessQueue window;
    private final Room room;
    private final PopSettings settings;
    private final PopLeases leases;
    private final Runnable onAdmitted;
    private final PullHealth health;

    private boolean stopped;
    private boolean paused;
    private boolean popping;
    private long askedAt;
    private @Nullable Cancellable pause;

    /**
     * @param onAdmitted told when the window has messages to deliver
     */
    PopPuller(
            ClientLoop loop,
            SharedClient client,
            ProcessQueue window,
            PopSettings settings,
            PopLeases leases,
            Runnable onAdmitted) {
        this.loop = loop;
        this.client = client;
        this.window = window;
        this.room = Room.of(window, client.events(), settings.group());
        this.settings = settings;
        this.leases = leases;
        this.onAdmitted = onAdmitted;
        this.health = new PullHealth(window.queue(), settings.group());
    }

    /** Pops if nothing speaks against it. */
    void pop() {
        loop.checkOwner();
        if (stopped || paused || popping || pause != null || !room.isThere(settings.flowControl())) {
            return;
        }
        String brokerName = window.queue().brokerName();
        Optional<BrokerAddress> master = client.routes().master(brokerName);
        if (master.isEmpty()) {
            pauseAfterFailure("broker '" + brokerName + "' has no master in any known route");
            return;
        }
        popping = true;
        askedAt = loop.now();
        PopRequest request = settings.request(window.queue(), window.cachedMessages(), !health.isGood());
        loop.whenAnswered(
                client.cluster().broker(master.get()).pops().pop(request),
                reply -> answered(reply, master.get()),
                failure -> {
                    popping = false;
                    pauseAfterFailure(String.valueOf(failure.getMessage()));
                });
    }

    /** A message is done: there may be room. */
    void onRoom() {
        if (room.endWaiting()) {
            pop();
        }
    }

    /** Pops no more until told otherwise, while what an answer under way brings is taken in; or pops from now on. */
    void pause(boolean wanted) {
        paused = wanted;
        if (!wanted) {
            room.endWaiting();
            pop();
        }
    }

    /** Pops no more; what an answer under way brings is left to others. */
    void stop() {
        stopped = true;
        if (pause != null) {
            pause.cancel();
            pause = null;
        }
    }

    /** What keeps the queue from being popped; any thread. */
    Optional<String> problem() {
        return health.problem();
    }

    private void answered(PopReply reply, BrokerAddress from) {
        popping = false;
        if (stopped) {
            Broker broker = client.cluster().broker(from);
            brought(reply).forEach(popped -> leases.release(popped, window.queue(), broker));
            return;
        }
        if (reply instanceof PopReply.Found found) {
            health.good();
            admit(found.messages());
            pop();
        } else if (reply instanceof PopReply.NothingNew) {
            health.good();
            if (loop.now() - askedAt >= UNHELD) {
                pop();
            } else {
                pauseFor(UNHELD);
            }
        } else if (reply instanceof PopReply.Throttled) {
            pauseFor(THROTTLED_PAUSE);
        } else if (reply instanceof PopReply.HeartbeatWanted wanted) {
            loop.whenAnswered(
                    client.heartbeats().beat(from),
                    ok -> pauseAfterFailure(wanted.remark()),
                    failure -> pauseAfterFailure(wanted.remark()));
        } else if (reply instanceof PopReply.Undecodable broken) {
            admit(broken.readable());
            pauseAfterFailure("a message cannot be read and comes again and again: " + broken.reason());
        }
    }

    private static List<PopReply.Popped> brought(PopReply reply) {
        if (reply instanceof PopReply.Found found) {
            return found.messages();
        }
        return reply instanceof PopReply.Undecodable broken ? broken.readable() : List.of();
    }

    private void admit(List<PopReply.Popped> messages) {
        List<PoppedMessage> wanted = new ArrayList<>(messages.size());
        long position = window.nextOffset();
        for (PopReply.Popped popped : messages) {
            if (settings.subscription().accepts(popped.message().tag())) {
                wanted.add(leases.take(popped, window.queue(), position++));
            } else {
                // Brokers compare hashes of tags only.
                leases.discard(popped, window.queue());
            }
        }
        window.admit(wanted, position, TimeUnit.MILLISECONDS.toNanos(loop.now()));
        onAdmitted.run();
    }

    private void pauseAfterFailure(String reason) {
        pauseFor(health.failed(reason));
    }

    private void pauseFor(long millis) {
        if (!stopped) {
            pause = loop.after(millis, () -> {
                pause = null;
                pop();
            });
        }
    }
}
