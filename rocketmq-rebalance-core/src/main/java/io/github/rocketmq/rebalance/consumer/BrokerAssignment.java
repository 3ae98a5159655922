package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.client.ClientLoop;
import io.github.rocketmq.rebalance.client.RouteKnowledge;
import io.github.rocketmq.rebalance.client.SharedClient;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.model.Topic;
import io.github.rocketmq.rebalance.rebalance.GroupView;
import io.github.rocketmq.rebalance.rebalance.TopicView;
import io.github.rocketmq.rebalance.remote.AssignmentReply;
import io.github.rocketmq.rebalance.remote.AssignmentRequest;
import io.github.rocketmq.rebalance.remote.BrokerAddress;
import io.github.rocketmq.rebalance.remote.RemoteException;
import io.github.rocketmq.rebalance.remote.RequestMode;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a broker decide which queues this member consumes, and how: completes what a look found by the broker's answers, and
 * remembers which of the queues are popped. Confined to the loop.
 */
final class BrokerAssignment {

    private static final Logger log = LoggerFactory.getLogger(BrokerAssignment.class);

    private final ClientLoop loop;
    private final SharedClient client;
    private final ConsumerGroup group;
    private final Terms terms;
    private final Runnable lookAgain;
    private final Map<MessageQueue, RequestMode> modes = new HashMap<>();
    private boolean supported = true;

    /**
     * What the application asked for.
     *
     * @param wanted whether a broker decides at all
     * @param strategy the name of the strategy that the broker is asked to share by
     * @param inOrder whether the group consumes in order, which popped queues do not offer
     */
    record Terms(boolean wanted, String strategy, boolean inOrder) {}

    /** A broker's word on a topic; a failure has its reason. */
    private record Answer(Optional<AssignmentReply> reply, String reason) {}

    /**
     * @param lookAgain wants another look soon
     */
    BrokerAssignment(ClientLoop loop, SharedClient client, ConsumerGroup group, Terms terms, Runnable lookAgain) {
        this.loop = loop;
        this.client = client;
        this.group = group;
        this.terms = terms;
        this.lookAgain = lookAgain;
    }

    /** Whether the messages of this queue are popped. */
    boolean isPopped(MessageQueue queue) {
        return modes.get(queue) == RequestMode.POP;
    }

    /**
     * Completes a view by the answers of a broker; the view goes on as it is if the members decide for themselves.
     *
     * @param broker that listed the members, so that list and answers agree
     */
    void complete(BrokerAddress broker, GroupView view, Consumer<GroupView> onView) {
        loop.checkOwner();
        if (!terms.wanted()) {
            onView.accept(view);
            return;
        }
        List<String> topics = view.topics().entrySet().stream()
                .filter(entry -> entry.getValue() instanceof TopicView.Known)
                .map(Map.Entry::getKey)
                .toList();
        ask(broker, topics, answers -> {
            if (answers.values().stream().anyMatch(BrokerAssignment::isNotSupported)) {
                fallBack(broker);
                onView.accept(view);
            } else {
                supported = true;
                withLeftovers(broker, answers, all -> onView.accept(merge(view, all)));
            }
        });
    }

    private void ask(BrokerAddress broker, Collection<String> topics, Consumer<Map<String, Answer>> onAnswers) {
        SortedMap<String, CompletableFuture<Answer>> asked = new TreeMap<>();
        topics.forEach(topic -> asked.put(
                topic,
                client.cluster()
                        .broker(broker)
                        .queryAssignment(new AssignmentRequest(topic, group, client.clientId(), terms.strategy()))
                        .handle(BrokerAssignment::answer)
                        .toCompletableFuture()));
        whenAll(asked, onAnswers);
    }

    /**
     * What was popped and not acknowledged comes through topics of its own. While a topic is popped, popping brings them,
     * too; when it is pulled again, they have to be pulled as well.
     */
    private void withLeftovers(
            BrokerAddress broker, Map<String, Answer> answers, Consumer<Map<String, Answer>> onAnswers) {
        SortedMap<String, CompletableFuture<RouteKnowledge>> asked = new TreeMap<>();
        answers.forEach((topic, answer) -> {
            if (!Topic.isRetry(topic) && isPulled(answer)) {
                PopRetryTopics.of(topic, group)
                        .forEach(name ->
                                asked.put(name, client.routes().current(name).toCompletableFuture()));
            }
        });
        whenAll(asked, routes -> {
            List<String> existing = routes.entrySet().stream()
                    .filter(entry -> entry.getValue() instanceof RouteKnowledge.Known)
                    .map(Map.Entry::getKey)
                    .toList();
            ask(broker, existing, leftovers -> {
                Map<String, Answer> all = new HashMap<>(answers);
                all.putAll(leftovers);
                onAnswers.accept(all);
            });
        });
    }

    private GroupView merge(GroupView view, Map<String, Answer> answers) {
        SortedMap<String, TopicView> topics = new TreeMap<>(view.topics());
        answers.forEach((topic, answer) -> topics.put(topic, decide(topic, answer)));
        return new GroupView(view.members(), topics);
    }

    private TopicView decide(String topic, Answer answer) {
        AssignmentReply reply = answer.reply().orElse(null);
        if (reply instanceof AssignmentReply.Assigned assigned) {
            if (terms.inOrder() && assigned.queues().containsValue(RequestMode.POP)) {
                return new TopicView.Unassigned(
                        "an operator has set POP for it, which keeps no order; set PULL (mqadmin"
                                + " setConsumeMode), or consume concurrently");
            }
            return new TopicView.Assigned(adopt(topic, assigned.queues()));
        }
        return new TopicView.Unassigned(
                reply instanceof AssignmentReply.Undecided
                        ? "the broker knows the topic, the group or the strategy " + terms.strategy()
                                + " not; brokers share by AVG and AVG_BY_CIRCLE"
                        : answer.reason());
    }

    /** Leaves out what is still consumed in the other mode, until it is given up. */
    private SortedSet<MessageQueue> adopt(String topic, SortedMap<MessageQueue, RequestMode> assigned) {
        SortedSet<MessageQueue> queues = new TreeSet<>();
        assigned.forEach((queue, mode) -> {
            RequestMode before = modes.get(queue);
            if (before == null || before == mode) {
                queues.add(queue);
            } else {
                log.info("{} of group '{}' is in mode {} from now on, after {}", queue, group, mode, before);
                lookAgain.run();
            }
        });
        modes.keySet().removeIf(queue -> queue.topic().equals(topic));
        queues.forEach(queue -> modes.put(queue, assigned.getOrDefault(queue, RequestMode.PULL)));
        return queues;
    }

    private void fallBack(BrokerAddress broker) {
        if (supported) {
            log.warn(
                    "{} does not share queues (QUERY_ASSIGNMENT needs RocketMQ 5); the members of group '{}' share them"
                            + " by themselves",
                    broker,
                    group);
        }
        supported = false;
        modes.clear();
    }

    private static boolean isNotSupported(Answer answer) {
        return answer.reply().orElse(null) instanceof AssignmentReply.NotSupported;
    }

    private static boolean isPulled(Answer answer) {
        return answer.reply().orElse(null) instanceof AssignmentReply.Assigned assigned
                && !assigned.queues().containsValue(RequestMode.POP);
    }

    private static Answer answer(@org.jspecify.annotations.Nullable AssignmentReply reply, Throwable failure) {
        return new Answer(
                Optional.ofNullable(reply),
                reply == null ? String.valueOf(RemoteException.causeOf(failure).getMessage()) : "");
    }

    private <T> void whenAll(SortedMap<String, CompletableFuture<T>> asked, Consumer<Map<String, T>> onAll) {
        CompletionStage<Void> all = CompletableFuture.allOf(asked.values().toArray(CompletableFuture<?>[]::new));
        loop.whenAnswered(
                all,
                ok -> {
                    Map<String, T> answers = new TreeMap<>();
                    asked.forEach((topic, answer) -> answers.put(topic, answer.join()));
                    onAll.accept(answers);
                },
                failure -> log.error("an answer that never fails did; this is a bug, please report it", failure));
    }
}
