package io.github.rocketmq.rebalance.spring.autoconfigure;

import io.github.rocketmq.rebalance.api.ConsumeMode;
import io.github.rocketmq.rebalance.api.UndecodablePolicy;
import io.github.rocketmq.rebalance.model.MessageModel;
import io.github.rocketmq.rebalance.spring.api.AckMode;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.NestedConfigurationProperty;

/** How listeners consume; what is not set is inherited. */
public class ConsumerSettings {

    @NestedConfigurationProperty
    private final RebalanceSettings rebalance = new RebalanceSettings();

    @NestedConfigurationProperty
    private final PullSettings pull = new PullSettings();

    @NestedConfigurationProperty
    private final PopSettings pop = new PopSettings();

    @NestedConfigurationProperty
    private final BatchSettings batch = new BatchSettings();

    @NestedConfigurationProperty
    private final RetrySettings retry = new RetrySettings();

    /** Consumer group; by default the application's name. */
    private @Nullable String group;

    /** Cluster to consume from, a key below rocketmq.clusters; by default that of rocketmq.name-server. */
    private @Nullable String cluster;

    /** Messages that a listener may handle at once. May change at run time. */
    private @Nullable Integer concurrency;

    /** Whether listeners start with the application. */
    private @Nullable Boolean autoStartup;

    /** Whether the order within a queue is kept. */
    private @Nullable ConsumeMode consumeMode;

    /** Whether one member of a group gets a message, or every member. */
    private @Nullable MessageModel messageModel;

    /** Where a group begins in a queue for which it never committed an offset. */
    private @Nullable ConsumeFrom consumeFrom;

    /** Point in time to begin at if consume-from is timestamp. */
    private @Nullable Instant consumeFromTimestamp;

    /** Whether returning from a listener means consumed, or the listener says so itself. */
    private @Nullable AckMode ackMode;

    /** Bean that decides what becomes of a failed message. */
    private @Nullable String errorHandler;

    /** Bean that decides which messages to leave out. */
    private @Nullable String filter;

    /** Bean that runs listeners; by default threads that all listeners share. */
    private @Nullable String executor;

    /** Bean that keeps the offsets of a group; by default the brokers do, and for broadcasting a local file. */
    private @Nullable String offsetStore;

    /** Time that a listener may take for a message before it is given back and comes again. */
    private @Nullable Duration consumeTimeout;

    /** Time that running listeners get to finish before their queue is given up. */
    private @Nullable Duration drainTimeout;

    /** Time between commits of consumed offsets. */
    private @Nullable Duration offsetCommitInterval;

    /** Time without a message after which an idle event is published; none by default. */
    private @Nullable Duration idleEventInterval;

    /** What becomes of a message whose stored bytes cannot be read. */
    private @Nullable UndecodablePolicy undecodable;

    public @Nullable String getGroup() {
        return group;
    }

    public void setGroup(@Nullable String group) {
        this.group = group;
    }

    public @Nullable String getCluster() {
        return cluster;
    }

    public void setCluster(@Nullable String cluster) {
        this.cluster = cluster;
    }

    public @Nullable Integer getConcurrency() {
        return concurrency;
    }

    public void setConcurrency(@Nullable Integer concurrency) {
        this.concurrency = concurrency;
    }

    public @Nullable Boolean getAutoStartup() {
        return autoStartup;
    }

    public void setAutoStartup(@Nullable Boolean autoStartup) {
        this.autoStartup = autoStartup;
    }

    public @Nullable ConsumeMode getConsumeMode() {
        return consumeMode;
    }

    public void setConsumeMode(@Nullable ConsumeMode consumeMode) {
        this.consumeMode = consumeMode;
    }

    public @Nullable MessageModel getMessageModel() {
        return messageModel;
    }

    public void setMessageModel(@Nullable MessageModel messageModel) {
        this.messageModel = messageModel;
    }

    public @Nullable ConsumeFrom getConsumeFrom() {
        return consumeFrom;
    }

    public void setConsumeFrom(@Nullable ConsumeFrom consumeFrom) {
        this.consumeFrom = consumeFrom;
    }

    public @Nullable Instant getConsumeFromTimestamp() {
        return consumeFromTimestamp;
    }

    public void setConsumeFromTimestamp(@Nullable Instant consumeFromTimestamp) {
        this.consumeFromTimestamp = consumeFromTimestamp;
    }

    public @Nullable AckMode getAckMode() {
        return ackMode;
    }

    public void setAckMode(@Nullable AckMode ackMode) {
        this.ackMode = ackMode;
    }

    public @Nullable String getErrorHandler() {
        return errorHandler;
    }

    public void setErrorHandler(@Nullable String errorHandler) {
        this.errorHandler = errorHandler;
    }

    public @Nullable String getFilter() {
        return filter;
    }

    public void setFilter(@Nullable String filter) {
        this.filter = filter;
    }

    public @Nullable String getExecutor() {
        return executor;
    }

    public void setExecutor(@Nullable String executor) {
        this.executor = executor;
    }

    public @Nullable String getOffsetStore() {
        return offsetStore;
    }

    public void setOffsetStore(@Nullable String offsetStore) {
        this.offsetStore = offsetStore;
    }

    public @Nullable Duration getConsumeTimeout() {
        return consumeTimeout;
    }

    public void setConsumeTimeout(@Nullable Duration consumeTimeout) {
        this.consumeTimeout = consumeTimeout;
    }

    public @Nullable Duration getDrainTimeout() {
        return drainTimeout;
    }

    public void setDrainTimeout(@Nullable Duration drainTimeout) {
        this.drainTimeout = drainTimeout;
    }

    public @Nullable Duration getOffsetCommitInterval() {
        return offsetCommitInterval;
    }

    public void setOffsetCommitInterval(@Nullable Duration offsetCommitInterval) {
        this.offsetCommitInterval = offsetCommitInterval;
    }

    public @Nullable Duration getIdleEventInterval() {
        return idleEventInterval;
    }

    public void setIdleEventInterval(@Nullable Duration idleEventInterval) {
        this.idleEventInterval = idleEventInterval;
    }

    public @Nullable UndecodablePolicy getUndecodable() {
        return undecodable;
    }

    public void setUndecodable(@Nullable UndecodablePolicy undecodable) {
        this.undecodable = undecodable;
    }

    public RebalanceSettings getRebalance() {
        return rebalance;
    }

    public PullSettings getPull() {
        return pull;
    }

    public PopSettings getPop() {
        return pop;
    }

    public BatchSettings getBatch() {
        return batch;
    }

    public RetrySettings getRetry() {
        return retry;
    }

    /** Where a group begins in a queue for which it never committed an offset. */
    public enum ConsumeFrom {
        /** Behind the newest message. */
        LATEST,
        /** At the oldest message that the broker still keeps. */
        EARLIEST,
        /** At the first message stored at or after a point in time. */
        TIMESTAMP
    }
}
