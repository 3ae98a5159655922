package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.client.ClientLoop;
import io.github.rocketmq.rebalance.client.RouteKnowledge;
import io.github.rocketmq.rebalance.client.SharedClient;
import io.github.rocketmq.rebalance.model.ClientId;
import io.github.rocketmq.rebalance.model.MessageModel;
import io.github.rocketmq.rebalance.rebalance.Anchors;
import io.github.rocketmq.rebalance.rebalance.GroupView;
import io.github.rocketmq.rebalance.rebalance.TopicView;
import io.github.rocketmq.rebalance.rebalance.ViewProblem;
import io.github.rocketmq.rebalance.remote.BrokerAddress;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Looks at the group: routes of its topics, then the list of its members from one broker. Before the first list is asked
 * for, all brokers are told of this member, or the list would lack it. Confined to the loop.
 */
final class GroupLook {

    private static final int MOST_ANCHORS = 3;

    private final ClientLoop loop;
    private final SharedClient client;
    private final Subscriptions subscriptions;
    private final BrokerAssignment brokerAssignment;
    private final AnchorHealth health = new AnchorHealth();
    private boolean announced;
    private int lastMembers;

    GroupLook(ClientLoop loop, SharedClient client, Subscriptions subscriptions, BrokerAssignment brokerAssignment) {
        this.loop = loop;
        this.client = client;
        this.subscriptions = subscriptions;
        this.brokerAssignment = brokerAssignment;
    }

    /** The brokers are about to be told that this member is gone: the next look has to announce it anew. */
    void departing() {
        announced = false;
    }

    /** Takes a look; exactly one of the two is called, on the loop. */
    void take(Consumer<GroupView> onView, Consumer<ViewProblem> onProblem) {
        withRoutes(routes -> {
            if (announced) {
                askMembers(routes, onView, onProblem);
            } else {
                announce(routes, onView, onProblem);
            }
        });
    }

    private void announce(
            Map<String, RouteKnowledge> routes, Consumer<GroupView> onView, Consumer<ViewProblem> onProblem) {
        if (anchors().isEmpty()) {
            nobodyToAsk(routes, onView, onProblem);
            return;
        }
        loop.whenAnswered(
                client.heartbeats().join(subscriptions.membership()),
                told -> {
                    announced = true;
                    // Brokers create the group's retry topic when they first hear of the group.
                    withRoutes(withRetry -> askMembers(withRetry, onView, onProblem));
                },
                onProblem(onProblem));
    }

    private void askMembers(
            Map<String, RouteKnowledge> routes, Consumer<GroupView> onView, Consumer<ViewProblem> onProblem) {
        List<BrokerAddress> anchors = anchors();
        if (anchors.isEmpty()) {
            nobodyToAsk(routes, onView, onProblem);
        } else if (subscriptions.membership().model() == MessageModel.BROADCASTING) {
            // Whoever else is there has no part in what this member consumes.
            onView.accept(view(List.of(client.clientId()), routes));
        } else {
            askMembers(
                    anchors,
                    0,
                    (anchor, members) -> brokerAssignment.complete(anchor, view(members, routes), onView),
                    onProblem);
        }
    }

    private void nobodyToAsk(
            Map<String, RouteKnowledge> routes, Consumer<GroupView> onView, Consumer<ViewProblem> onProblem) {
        boolean nameServersAnswer = routes.values().stream().noneMatch(RouteKnowledge.Unreachable.class::isInstance);
        if (subscriptions.mayAllBeMissing() && nameServersAnswer) {
            // No broker has dead letters, so there is nothing to share and nobody to share it with.
            onView.accept(view(List.of(client.clientId()), routes));
        } else {
            onProblem.accept(noRoute(routes));
        }
    }

    private void askMembers(
            List<BrokerAddress> anchors,
            int index,
            BiConsumer<BrokerAddress, List<ClientId>> onMembers,
            Consumer<ViewProblem> onProblem) {
        BrokerAddress anchor = anchors.get(index);
        loop.whenAnswered(
                client.cluster().broker(anchor).consumerIds(subscriptions.group()),
                members -> {
                    health.answered(anchor);
                    lastMembers = members.size();
                    onMembers.accept(anchor, members);
                },
                failure -> {
                    health.failed(anchor, loop.now());
                    int next = health.isGivenUp(anchor) ? index + 1 : index;
                    if (next < Math.min(MOST_ANCHORS, anchors.size())) {
                        askMembers(anchors, next, onMembers, onProblem);
                    } else {
                        onProblem.accept(new ViewProblem.NoMemberList(String.valueOf(failure.getMessage())));
                    }
                });
    }

    /** The masters to ask, the first choice first. */
    private List<BrokerAddress> anchors() {
        // Only those of the application's topics: others come to have the retry topic before all members know of them.
        SortedMap<String, BrokerAddress> masters = new TreeMap<>(client.routes().masters(subscriptions.landmarks()));
        masters.putAll(client.routes().masters(subscriptions.wantedTopics()));
        List<String> ranked = Anchors.ranked(subscriptions.group(), masters.keySet(), client.clientId(), lastMembers);
        return health.healthyFirst(
                ranked.stream()
                        .map(name -> Objects.requireNonNull(masters.get(name)))
                        .toList(),
                loop.now());
    }

    private void withRoutes(Consumer<Map<String, RouteKnowledge>> next) {
        SortedMap<String, CompletableFuture<RouteKnowledge>> asked = new TreeMap<>();
        Consumer<String> ask =
                topic -> asked.put(topic, client.routes().current(topic).toCompletableFuture());
        subscriptions.topics().forEach(ask);
        subscriptions.landmarks().forEach(ask);
        CompletionStage<Void> all = CompletableFuture.allOf(asked.values().toArray(CompletableFuture<?>[]::new));
        Consumer<Object> go = ignored -> {
            SortedMap<String, RouteKnowledge> routes = new TreeMap<>();
            asked.forEach((topic, answer) -> routes.put(topic, answer.join()));
            next.accept(routes);
        };
        loop.whenAnswered(all, go, go::accept);
    }

    private GroupView view(List<ClientId> members, Map<String, RouteKnowledge> routes) {
        SortedMap<String, TopicView> topics = new TreeMap<>();
        routes.forEach((topic, knowledge) -> {
            if (!subscriptions.topics().contains(topic)) {
                // It was dropped while this look was under way, or tells only where brokers are.
                return;
            }
            if (knowledge instanceof RouteKnowledge.Known known) {
                topics.put(topic, new TopicView.Known(known.route().readableQueues()));
            } else {
                topics.put(topic, new TopicView.Unknown(reason(knowledge)));
            }
        });
        return new GroupView(members, topics);
    }

    private static ViewProblem noRoute(Map<String, RouteKnowledge> routes) {
        return routes.entrySet().stream()
                .filter(entry -> !(entry.getValue() instanceof RouteKnowledge.Known))
                .map(entry -> (ViewProblem) new ViewProblem.NoRoute(entry.getKey(), reason(entry.getValue())))
                .reduce((first, second) -> second)
                .orElseGet(() -> new ViewProblem.NoMemberList("none of the topics' brokers has a master"));
    }

    private static String reason(RouteKnowledge knowledge) {
        if (knowledge instanceof RouteKnowledge.UnknownTopic unknown) {
            return "the name server knows no topic '" + unknown.topic()
                    + "'; create it (mqadmin updateTopic) or check its name";
        }
        return knowledge instanceof RouteKnowledge.Unreachable unreachable ? unreachable.reason() : "";
    }

    private static Consumer<Throwable> onProblem(Consumer<ViewProblem> onProblem) {
        return failure -> onProblem.accept(new ViewProblem.NoMemberList(String.valueOf(failure.getMessage())));
    }
}
