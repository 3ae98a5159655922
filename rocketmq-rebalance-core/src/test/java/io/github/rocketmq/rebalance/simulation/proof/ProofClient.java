package io.github.rocketmq.rebalance.simulation.proof;

import io.github.rocketmq.rebalance.model.ClientId;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.remote.Broker;
import io.github.rocketmq.rebalance.remote.BrokerAddress;
import io.github.rocketmq.rebalance.remote.BrokerNotice;
import io.github.rocketmq.rebalance.remote.NameServer;
import io.github.rocketmq.rebalance.remote.PeerRequests;
import io.github.rocketmq.rebalance.remote.RemoteCluster;
import io.github.rocketmq.rebalance.remote.RemoteException;
import io.github.rocketmq.rebalance.remote.RouteReply;
import java.util.Collection;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** One process's connections. */
final class ProofClient implements RemoteCluster {

    private static final long REQUEST_TIMEOUT = 3_000_000;

    private final World world;
    private final int member;
    private final ClientId id;
    private final ProcessClock clock;
    private final SplittableRandom chance;
    private final LeaseWitness leases;
    private final SortedMap<BrokerAddress, Link> links = new TreeMap<>();
    private Consumer<BrokerNotice> listener = notice -> {};

    /**
     * @param member the process's number in the run
     */
    ProofClient(World world, int member, ClientId id, ProcessClock clock, SplittableRandom chance) {
        this.world = world;
        this.member = member;
        this.id = id;
        this.clock = clock;
        this.chance = chance;
        this.leases = new LeaseWitness(world, clock, member);
    }

    World world() {
        return world;
    }

    ClientId id() {
        return id;
    }

    int member() {
        return member;
    }

    ProcessClock clock() {
        return clock;
    }

    LeaseWitness leases() {
        return leases;
    }

    Collection<Link> links() {
        return links.values();
    }

    Link anyLink() {
        return links.values().stream()
                .skip(chance.nextInt(links.size()))
                .findFirst()
                .orElseThrow();
    }

    Link link(BrokerAddress address) {
        return links.computeIfAbsent(address, to -> new Link(world, this, to, chance.split()));
    }

    /** As members of another kind do, who hold no lock and await no answer. */
    void commitOneWay(MessageQueue queue, long offset) {
        world.trace().add(Trace.Kind.COMMIT_SENT, member, world.topics().index(queue), offset);
        link(world.broker(queue.brokerName()).address()).<Boolean>ask("commit", 3000, (broker, channel, reply) -> {
            world.trace().add(Trace.Kind.COMMITTED, member, world.topics().index(queue), offset);
            world.foreigners().touched(world.topics().index(queue));
            broker.commit(queue, offset, reply);
        });
    }

    void notice(BrokerNotice notice) {
        listener.accept(notice);
    }

    @Override
    public NameServer nameServer() {
        return this::route;
    }

    private CompletionStage<RouteReply> route(String topic) {
        world.budget().count(RequestBudget.Kind.ROUTE);
        CompletableFuture<RouteReply> answer = new CompletableFuture<>();
        if (chance.nextDouble() < world.weather().lostRequests()) {
            clock.outsideAfter(
                    REQUEST_TIMEOUT,
                    () -> answer.completeExceptionally(
                            new RemoteException.OutcomeUnknown("no name server answered", null)));
        } else {
            world.timeline().after(world.weather().delay(chance), () -> {
                RouteReply reply = world.routes().of(topic);
                clock.outsideAfter(world.weather().delay(chance), () -> answer.complete(reply));
            });
        }
        return answer;
    }

    @Override
    public Broker broker(BrokerAddress address) {
        return new BrokerPort(this, link(address));
    }

    @Override
    public void onNotice(Consumer<BrokerNotice> heard) {
        this.listener = heard;
    }

    @Override
    public void onRequest(PeerRequests handler) {
        // No operator asks anything of a simulated process.
    }
}
