package io.github.rocketmq.rebalance.offsets;

import io.github.rocketmq.rebalance.api.OffsetStore;
import io.github.rocketmq.rebalance.api.RocketMqException;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.MessageQueue;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a group's offsets in a file of this machine, as broadcasting needs it: {@code folder/instance/group/offsets}. Each
 * change replaces the file as a whole and keeps the one before as {@code offsets.bak}; a file that cannot be read is left
 * as it is and the backup is taken.
 *
 * <p>One process at a time: the folder is locked until {@link #close()}. Safe for use by any thread; files are written on
 * a thread of its own, which ends when there is nothing to write, and writes that come meanwhile become one.
 */
public final class LocalFileOffsetStore implements OffsetStore {

    /** The instance of clients without a name. */
    private static final String DEFAULT_INSTANCE = "DEFAULT";

    private static final long IDLE_SECONDS = 10;

    private final OffsetFile file;
    private final FileChannel lockChannel;
    private final ThreadPoolExecutor writer;
    private final Object guard = new Object();
    // Guarded by guard.
    private final SortedMap<MessageQueue, Long> offsets;
    private List<CompletableFuture<Void>> waiting = new ArrayList<>();

    private LocalFileOffsetStore(OffsetFile file, FileChannel lockChannel, SortedMap<MessageQueue, Long> offsets) {
        this.file = file;
        this.lockChannel = lockChannel;
        this.offsets = offsets;
        this.writer =
                new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread =
                            new Thread(task, "rocketmq-offsets-" + file.folder().getFileName());
                    thread.setDaemon(true);
                    return thread;
                });
        this.writer.allowCoreThreadTimeOut(true);
    }

    /** {@code .rocketmq-rebalance/offsets} below the user's home. */
    public static Path defaultFolder() {
        return Path.of(System.getProperty("user.home", "."), ".rocketmq-rebalance", "offsets");
    }

    /**
     * Opens the offsets of one group.
     *
     * @param folder of all instances and groups; made if it is not there
     * @param instance tells members on this machine apart; must be the same after a restart, empty for a common name
     * @param group whose
     * @throws RocketMqException if the folder cannot be used, another member uses it, or neither the file nor its backup
     *     can be read
     */
    public static LocalFileOffsetStore open(Path folder, String instance, ConsumerGroup group) {
        Path own = folder.resolve(safe(instance.isBlank() ? DEFAULT_INSTANCE : instance.trim()))
                .resolve(safe(group.name()));
        FileChannel channel = null;
        try {
            Files.createDirectories(own);
            channel = FileChannel.open(own.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (lock(channel) == null) {
                throw new RocketMqException("offsets of group '" + group + "' in " + own
                        + " are in use by another member on this machine; give each its own instance name");
            }
            OffsetFile file = new OffsetFile(own);
            return new LocalFileOffsetStore(file, channel, file.read());
        } catch (IOException e) {
            closeQuietly(channel);
            throw new RocketMqException(
                    "offsets of group '" + group + "' in " + own + " cannot be used: " + e.getMessage()
                            + "; mend or delete the files there (a deleted file begins at the start position), or choose"
                            + " another folder",
                    e);
        } catch (RocketMqException e) {
            closeQuietly(channel);
            throw e;
        }
    }

    @Override
    public CompletionStage<OptionalLong> read(MessageQueue queue) {
        synchronized (guard) {
            Long offset = offsets.get(queue);
            return CompletableFuture.completedStage(offset == null ? OptionalLong.empty() : OptionalLong.of(offset));
        }
    }

    @Override
    public CompletionStage<Void> write(MessageQueue queue, long offset) {
        CompletableFuture<Void> written = new CompletableFuture<>();
        synchronized (guard) {
            offsets.put(queue, offset);
            waiting.add(written);
            if (waiting.size() == 1) {
                writer.execute(this::flush);
            }
        }
        return written;
    }

    /** Lets other members use the folder, when what was asked for is written. */
    @Override
    public void close() {
        writer.execute(() -> closeQuietly(lockChannel));
        writer.shutdown();
    }

    /** Whether the folder is free for others. */
    boolean isClosed() {
        return !lockChannel.isOpen();
    }

    private void flush() {
        List<CompletableFuture<Void>> served;
        SortedMap<MessageQueue, Long> now;
        synchronized (guard) {
            served = waiting;
            waiting = new ArrayList<>();
            now = new TreeMap<>(offsets);
        }
        try {
            file.write(now);
            served.forEach(each -> each.complete(null));
        } catch (IOException e) {
            RocketMqException failure = new RocketMqException(
                    "offsets could not be written to " + file.folder() + ": " + e.getMessage(), e);
            served.forEach(each -> each.completeExceptionally(failure));
        }
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static void closeQuietly(@Nullable FileChannel channel) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                // The lock ends with the process at the latest.
                return;
            }
        }
    }

    /** A name that every file system takes and that no other name becomes. */
    private static String safe(String name) {
        StringBuilder safe = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_') {
                safe.append(c);
            } else {
                safe.append('%').append(Integer.toHexString(c)).append('.');
            }
        }
        return safe.toString();
    }
}
