package io.github.rocketmq.rebalance.offsets;

import io.github.rocketmq.rebalance.model.MessageQueue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One file of offsets and its backup. Lines of {@code offset queueId brokerName topic}, closed by their number and
 * checksum, so that a file that was cut short or changed is found out.
 */
final class OffsetFile {

    private static final Logger log = LoggerFactory.getLogger(OffsetFile.class);
    private static final String HEAD = "rocketmq-rebalance offsets 1";
    private static final String END = "end";

    private final Path folder;
    private final Path current;
    private final Path backup;
    private final Path next;

    OffsetFile(Path folder) {
        this.folder = folder;
        this.current = folder.resolve("offsets");
        this.backup = folder.resolve("offsets.bak");
        this.next = folder.resolve("offsets.new");
    }

    Path folder() {
        return folder;
    }

    /** What was written last and can be read; nothing if nothing was ever written. */
    SortedMap<MessageQueue, Long> read() throws IOException {
        if (!Files.exists(current) && !Files.exists(backup)) {
            return new TreeMap<>();
        }
        try {
            return parse(current);
        } catch (IOException broken) {
            try {
                SortedMap<MessageQueue, Long> older = parse(backup);
                log.warn("{}; the offsets of {} are taken, so some messages come again", broken.getMessage(), backup);
                return older;
            } catch (IOException brokenToo) {
                IOException both = new IOException(broken.getMessage() + ", and " + brokenToo.getMessage());
                both.initCause(broken);
                throw both;
            }
        }
    }

    /** Replaces the file; the one before becomes the backup, if it can be read. */
    void write(SortedMap<MessageQueue, Long> offsets) throws IOException {
        StringBuilder lines = new StringBuilder();
        offsets.forEach((queue, offset) -> lines.append(offset)
                .append(' ')
                .append(queue.queueId())
                .append(' ')
                .append(queue.brokerName())
                .append(' ')
                .append(queue.topic())
                .append('\n'));
        String text = HEAD + '\n' + lines + END + ' ' + offsets.size() + ' ' + checksum(lines.toString()) + '\n';
        try (FileChannel channel = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        if (isReadable(current)) {
            Files.move(current, backup, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        }
        Files.move(next, current, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private static boolean isReadable(Path file) {
        try {
            parse(file);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static SortedMap<MessageQueue, Long> parse(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new IOException(file + " is not there");
        }
        List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        if (lines.size() < 2 || !lines.get(0).equals(HEAD)) {
            throw new IOException(file + " does not begin with '" + HEAD + "'");
        }
        List<String> entries = lines.subList(1, lines.size() - 1);
        String all = entries.isEmpty() ? "" : String.join("\n", entries) + "\n";
        String end = END + ' ' + entries.size() + ' ' + checksum(all);
        if (!lines.get(lines.size() - 1).equals(end)) {
            throw new IOException(file + " was cut short or changed: its last line is '" + lines.get(lines.size() - 1)
                    + "' instead of '" + end + "'");
        }
        SortedMap<MessageQueue, Long> offsets = new TreeMap<>();
        for (String line : entries) {
            String[] parts = line.split(" ", 4);
            try {
                offsets.put(new MessageQueue(parts[3], parts[2], Integer.parseInt(parts[1])), Long.parseLong(parts[0]));
            } catch (RuntimeException e) {
                throw new IOException(file + " has the line '" + line + "'", e);
            }
        }
        return offsets;
    }

    private static long checksum(String text) {
        CRC32 crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        return crc.getValue();
    }
}
