package io.github.rocketmq.rebalance.simulation.proof;

import io.github.rocketmq.rebalance.remote.BrokerAddress;
import io.github.rocketmq.rebalance.remote.BrokerNotice;
import io.github.rocketmq.rebalance.remote.RemoteException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One process's connection to one address: opens with the first request, closes when either end does or after a long
 * silence, and opens again. Whether a request of which no answer came was carried out, the client never learns.
 */
final class Link {

    static final String HEARTBEAT = "heartbeat";

    private static final long CONNECT_TIMEOUT = 3_000_000;
    private static final long SILENCE = 30_000_000;
    private static final int SILENT_REQUESTS = 3;
    private static final long FIRST_PAUSE = 100_000;
    private static final long LONGEST_PAUSE = 5_000_000;

    private final World world;
    private final ProofClient client;
    private final BrokerAddress address;
    private final SplittableRandom chance;
    private final Set<Call<?>> pending = new LinkedHashSet<>();
    private final List<Call<?>> waiting = new ArrayList<>();
    private @Nullable Channel channel;
    private boolean connecting;
    private int failures;
    private long retryAt;
    private long heardAt;
    private int timeoutsInARow;
    /** Packets from the client do not arrive, packets to it do not arrive. */
    private boolean deafBroker;

    private boolean deafClient;

    Link(World world, ProofClient client, BrokerAddress address, SplittableRandom chance) {
        this.world = world;
        this.client = client;
        this.address = address;
        this.chance = chance;
    }

    ProofClient client() {
        return client;
    }

    BrokerAddress address() {
        return address;
    }

    /** Loses every packet in one or both directions from now on. */
    void cut(boolean toBroker, boolean toClient) {
        deafBroker = toBroker;
        deafClient = toClient;
    }

    void heal() {
        cut(false, false);
    }

    <T> CompletionStage<T> ask(String name, long timeoutMillis, Call.Work<T> work) {
        Call<T> call = new Call<>(name, work, world.timeline().now() + timeoutMillis * 1000);
        if (channel != null) {
            send(call, channel);
        } else if (!connecting && world.timeline().now() < retryAt) {
            client.clock().outsideAfter(1, () -> call.fail(notConnected()));
        } else {
            waiting.add(call);
            connect();
        }
        return call.answer;
    }

    private RemoteException notConnected() {
        return new RemoteException.NotConnected("cannot connect to " + address, null);
    }

    private void connect() {
        if (connecting) {
            return;
        }
        connecting = true;
        ProofBroker broker = world.brokerAt(address);
        if (deafBroker || deafClient) {
            client.clock().outsideAfter(CONNECT_TIMEOUT, this::notOpened);
        } else if (broker == null) {
            client.clock().outsideAfter(delay(), this::notOpened);
        } else {
            client.clock().outsideAfter(delay() + delay(), () -> opened(broker));
        }
    }

    private void opened(ProofBroker broker) {
        if (world.brokerAt(address) != broker) {
            notOpened();
            return;
        }
        connecting = false;
        Channel opened = new Channel(this, broker);
        channel = opened;
        heardAt = world.timeline().now();
        failures = 0;
        timeoutsInARow = 0;
        broker.accept(opened);
        client.notice(new BrokerNotice.Connected(address));
        List<Call<?>> ready = List.copyOf(waiting);
        waiting.clear();
        ready.forEach(call -> send(call, opened));
    }

    private void notOpened() {
        connecting = false;
        failures++;
        long full = Math.min(LONGEST_PAUSE, FIRST_PAUSE << Math.min(failures - 1, 10));
        retryAt = world.timeline().now() + full / 2 + chance.nextLong(full / 2 + 1);
        List<Call<?>> unsent = List.copyOf(waiting);
        waiting.clear();
        unsent.forEach(call -> call.fail(notConnected()));
    }

    private double lossOf(Call<?> call) {
        Weather weather = world.weather();
        return call.name.equals(HEARTBEAT) ? weather.lostHeartbeats() : weather.lostRequests();
    }

    private <T> void send(Call<T> call, Channel over) {
        pending.add(call);
        if (deafBroker || chance.nextDouble() < lossOf(call)) {
            expectNone(call);
            return;
        }
        long arrival = world.timeline().now() + delay();
        if (arrival > call.deadline) {
            expectNone(call);
        }
        world.timeline().at(arrival, () -> arrived(call, over));
    }

    private <T> void arrived(Call<T> call, Channel over) {
        if (deafBroker) {
            expectNone(call);
            return;
        }
        if (over.broker.life() != over.brokerLife || !over.broker.isUp()) {
            // Whoever listens there now knows nothing of this connection.
            if (!deafClient) {
                world.timeline().after(delay(), () -> client.clock().outside(() -> closed(over)));
            } else {
                expectNone(call);
            }
            return;
        }
        try {
            call.work.perform(over.broker, over, value -> reply(call, over, value));
        } catch (RemoteException refused) {
            answer(call, over, () -> call.fail(refused));
        }
    }

    private <T> void reply(Call<T> call, Channel over, T value) {
        answer(call, over, () -> call.succeed(value));
    }

    private void answer(Call<?> call, Channel over, Runnable completion) {
        if (deafClient || chance.nextDouble() < world.weather().lostAnswers()) {
            expectNone(call);
            return;
        }
        long arrival = world.timeline().now() + delay();
        if (arrival >= call.deadline) {
            expectNone(call);
        }
        world.timeline().at(arrival, () -> client.clock().outside(() -> {
            if (channel == over && !call.isDone()) {
                if (deafClient) {
                    expectNone(call);
                    return;
                }
                heardAt = world.timeline().now();
                timeoutsInARow = 0;
                pending.remove(call);
                completion.run();
            }
        }));
    }

    private void expectNone(Call<?> call) {
        call.expectNone(world.timeline(), () -> client.clock().outside(() -> timedOut(call)));
    }

    private void timedOut(Call<?> call) {
        if (call.isDone()) {
            return;
        }
        pending.remove(call);
        timeoutsInARow++;
        call.fail(new RemoteException.OutcomeUnknown(address + " did not answer " + call.name, null));
        Channel open = channel;
        if (open != null
                && timeoutsInARow >= SILENT_REQUESTS
                && world.timeline().now() - heardAt >= SILENCE) {
            close(open);
        }
    }

    /** The client closes the connection; the broker hears of it if packets get there. */
    private void close(Channel open) {
        if (!deafBroker) {
            world.timeline().after(delay(), () -> open.broker.closed(open));
        }
        closed(open);
    }

    private void closed(Channel over) {
        if (channel != over) {
            return;
        }
        channel = null;
        List<Call<?>> lost = List.copyOf(pending);
        pending.clear();
        lost.forEach(
                call -> call.fail(new RemoteException.OutcomeUnknown("the connection to " + address + " broke", null)));
        client.notice(new BrokerNotice.Disconnected(address));
    }

    /** Something between the two resets the connection. */
    void reset() {
        Channel open = channel;
        if (open != null) {
            world.timeline().after(delay(), () -> open.broker.closed(open));
            client.clock().outside(() -> closed(open));
        }
    }

    /** The process ended, its kernel says so. */
    void finish() {
        Channel open = channel;
        if (open != null && !deafBroker) {
            world.timeline().after(delay(), () -> open.broker.closed(open));
        }
    }

    /** The broker's process ended. */
    void brokerDied(Channel over) {
        if (!deafClient) {
            world.timeline().after(delay(), () -> client.clock().outside(() -> closed(over)));
        }
    }

    /** The broker says something that nobody asked. */
    void push(Channel over, BrokerNotice notice) {
        if (deafClient || chance.nextDouble() < world.weather().lostNotices()) {
            return;
        }
        world.timeline().after(10_000 + delay(), () -> client.clock().outside(() -> {
            if (channel == over && !deafClient) {
                heardAt = world.timeline().now();
                client.notice(notice);
            }
        }));
    }

    private long delay() {
        return world.weather().delay(chance);
    }
}
