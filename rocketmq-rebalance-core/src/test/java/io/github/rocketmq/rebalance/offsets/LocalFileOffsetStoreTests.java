package io.github.rocketmq.rebalance.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.rocketmq.rebalance.api.RocketMqException;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.MessageQueue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalFileOffsetStoreTests {

    private static final ConsumerGroup GROUP = new ConsumerGroup("billing");
    private static final MessageQueue QUEUE = new MessageQueue("orders", "broker-a", 3);

    private final Path folder;

    LocalFileOffsetStoreTests(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void whatWasWrittenIsThereAfterARestart() {
        LocalFileOffsetStore store = open();
        assertThat(read(store, QUEUE)).isEmpty();
        write(store, QUEUE, 42);
        write(store, new MessageQueue("orders", "broker-b", 0), 7);
        close(store);

        LocalFileOffsetStore again = open();
        assertThat(read(again, QUEUE)).hasValue(42);
        assertThat(read(again, new MessageQueue("orders", "broker-b", 0))).hasValue(7);
        assertThat(read(again, new MessageQueue("orders", "broker-b", 1))).isEmpty();
        close(again);
    }

    @Test
    void theFileIsReplacedAsAWholeAndTheOneBeforeKept() throws IOException {
        LocalFileOffsetStore store = open();
        write(store, QUEUE, 1);
        write(store, QUEUE, 2);
        close(store);

        assertThat(text("offsets")).contains("2 3 broker-a orders");
        assertThat(text("offsets.bak")).contains("1 3 broker-a orders");
        assertThat(own().resolve("offsets.new")).doesNotExist();
    }

    @Test
    void aFileThatWasCutShortIsNotBelievedAndTheBackupTaken() throws IOException {
        LocalFileOffsetStore store = open();
        write(store, QUEUE, 1);
        write(store, QUEUE, 2);
        close(store);
        String whole = text("offsets");
        for (int length = 0; length < whole.length() - 1; length++) {
            Files.writeString(own().resolve("offsets"), whole.substring(0, length));

            LocalFileOffsetStore again = open();
            assertThat(read(again, QUEUE)).as("cut at %d", length).hasValue(1);
            close(again);
        }
    }

    @Test
    void aChangedDigitIsFoundOut() throws IOException {
        LocalFileOffsetStore store = open();
        write(store, QUEUE, 10);
        write(store, QUEUE, 20);
        close(store);
        Files.writeString(own().resolve("offsets"), text("offsets").replace("20 3", "90 3"));

        LocalFileOffsetStore again = open();
        assertThat(read(again, QUEUE)).hasValue(10);
        write(again, QUEUE, 11);
        close(again);
        assertThat(text("offsets")).contains("11 3 broker-a orders");
        assertThat(text("offsets.bak")).as("what cannot be read is no backup").contains("10 3 broker-a orders");
    }

    @Test
    void aFileWithoutAReadableBackupIsAnErrorAndNotTakenForANewGroup() throws IOException {
        LocalFileOffsetStore store = open();
        write(store, QUEUE, 1);
        close(store);
        Files.writeString(own().resolve("offsets"), "rubbish");

        assertThatThrownBy(this::open)
                .isInstanceOf(RocketMqException.class)
                .hasMessageContaining("billing")
                .hasMessageContaining(own().resolve("offsets").toString())
                .hasMessageContaining("mend or delete");
        assertThat(text("offsets")).isEqualTo("rubbish");
    }

    @Test
    void aMemberThatUsesTheFolderAlreadyIsToldOf() {
        LocalFileOffsetStore store = open();

        assertThatThrownBy(this::open)
                .isInstanceOf(RocketMqException.class)
                .hasMessageContaining("in use by another member")
                .hasMessageContaining("instance name");
        close(store);
        close(open());
    }

    @Test
    void groupsAndInstancesHaveFilesOfTheirOwn() {
        LocalFileOffsetStore one = open();
        LocalFileOffsetStore otherGroup = LocalFileOffsetStore.open(folder, "", new ConsumerGroup("%a|b"));
        LocalFileOffsetStore otherInstance = LocalFileOffsetStore.open(folder, "../pod-1", GROUP);
        write(one, QUEUE, 1);
        write(otherGroup, QUEUE, 2);
        write(otherInstance, QUEUE, 3);
        assertThat(read(one, QUEUE)).hasValue(1);
        assertThat(folder.toFile().list()).hasSize(2);
        close(one);
        close(otherGroup);
        close(otherInstance);
    }

    @Test
    void aDiskThatTakesNothingFailsTheWriteAndNotTheStore() throws IOException {
        LocalFileOffsetStore store = open();
        Files.createDirectory(own().resolve("offsets.new"));
        CompletableFuture<Void> written = store.write(QUEUE, 5).toCompletableFuture();
        assertThatThrownBy(() -> written.get(10, TimeUnit.SECONDS))
                .hasCauseInstanceOf(RocketMqException.class)
                .hasMessageContaining("could not be written to");

        Files.delete(own().resolve("offsets.new"));
        write(store, QUEUE, 6);
        assertThat(read(store, QUEUE)).hasValue(6);
        close(store);
    }

    @Test
    void manyWritesAtOnceAreAllOnDiskWhenTheyAreConfirmed() throws IOException {
        LocalFileOffsetStore store = open();
        CompletableFuture<?>[] all = new CompletableFuture<?>[500];
        for (int i = 0; i < all.length; i++) {
            all[i] = store.write(new MessageQueue("orders", "broker-a", i), i).toCompletableFuture();
        }
        CompletableFuture.allOf(all).join();

        assertThat(text("offsets").lines()).hasSize(502);
        close(store);
    }

    private LocalFileOffsetStore open() {
        return LocalFileOffsetStore.open(folder, "", GROUP);
    }

    private Path own() {
        return folder.resolve("DEFAULT").resolve(GROUP.name());
    }

    private String text(String name) throws IOException {
        return Files.readString(own().resolve(name), StandardCharsets.UTF_8);
    }

    private static void write(LocalFileOffsetStore store, MessageQueue queue, long offset) {
        store.write(queue, offset).toCompletableFuture().join();
    }

    private static OptionalLong read(LocalFileOffsetStore store, MessageQueue queue) {
        return store.read(queue).toCompletableFuture().join();
    }

    private void close(LocalFileOffsetStore store) {
        store.close();
        Awaitility.await().until(store::isClosed);
    }
}
