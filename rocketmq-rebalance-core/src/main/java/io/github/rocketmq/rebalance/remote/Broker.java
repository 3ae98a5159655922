package io.github.rocketmq.rebalance.remote;

import io.github.rocketmq.rebalance.model.ClientId;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.model.OutgoingMessage;
import io.github.rocketmq.rebalance.model.SendReceipt;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One broker, one method a request. Answers complete on an I/O thread, exceptionally with a {@link RemoteException}.
 */
public interface Broker {

    /** Tells that this client lives and what its groups want; request code 34. */
    CompletionStage<Void> heartbeat(Heartbeat heartbeat);

    /** Tells that this client leaves a group; request code 35. */
    CompletionStage<Void> unregister(ClientId clientId, @Nullable String producerGroup, @Nullable ConsumerGroup group);

    /**
     * The members that this broker knows, one entry per connection, unsorted; request code 38. Fails with {@link
     * RemoteException.Refused} if it knows the group not at all.
     */
    CompletionStage<List<ClientId>> consumerIds(ConsumerGroup group);

    /** Messages of one queue; request code 11. Answers late if the broker holds the request for want of messages. */
    CompletionStage<PullReply> pull(PullRequest request);

    /** How far a group got in a queue; request code 14, sent with {@code setZeroIfNotFound=false}. */
    CompletionStage<CommittedOffset> committedOffset(ConsumerGroup group, MessageQueue queue);

    /** Stores how far a group got, and confirms it; request code 15. */
    CompletionStage<Void> commitOffset(ConsumerGroup group, MessageQueue queue, long offset);

    /** The offset behind the newest message; request code 30. */
    CompletionStage<Long> maxOffset(MessageQueue queue);

    /** The offset of the oldest message still kept; request code 31. */
    CompletionStage<Long> minOffset(MessageQueue queue);

    /** The offset of the first message stored at or after {@code time}; request code 29. */
    CompletionStage<Long> offsetAt(MessageQueue queue, Instant time);

    /**
     * Asks for the locks of queues, for the first time or again; request code 41. Brokers let a lock go 60 s after it was
     * last asked for.
     *
     * @return the queues whose lock this client has now
     */
    CompletionStage<Set<MessageQueue>> lock(ConsumerGroup group, ClientId clientId, Set<MessageQueue> queues);

    /** Gives the locks of queues back; another client's lock stays as it is. Request code 42. */
    CompletionStage<Void> unlock(ConsumerGroup group, ClientId clientId, Set<MessageQueue> queues);

    /** How long the broker has been up, in milliseconds, to the second; empty if it does not say. Request code 28. */
    CompletionStage<OptionalLong> uptime();

    /** Which queues of a topic a member is to consume, and how; request code 400. */
    CompletionStage<AssignmentReply> queryAssignment(AssignmentRequest request);

    /** Consumption message by message, over the same connection. */
    PopBroker pops();

    /** Gives a message back for a later attempt or to the dead-letter topic; request code 36. */
    CompletionStage<Void> sendBack(SendBack request);

    /** Stores a message in a queue; request code 310. */
    CompletionStage<SendReceipt> send(String producerGroup, OutgoingMessage message, MessageQueue queue);
}
