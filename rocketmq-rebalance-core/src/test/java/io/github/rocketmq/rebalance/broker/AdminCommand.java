package io.github.rocketmq.rebalance.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.apache.rocketmq.common.MixAll;
import org.apache.rocketmq.tools.command.MQAdminStartup;
import org.jspecify.annotations.Nullable;

/** {@code mqadmin}, as an operator types it. */
final class AdminCommand {

    private AdminCommand() {}

    /** What it prints; fails if it prints an exception, because that is all it does about one. */
    static String run(String... command) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        @Nullable String nameServer = System.getProperty(MixAll.NAMESRV_ADDR_PROPERTY);
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        ByteArrayOutputStream complained = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
        try {
            MQAdminStartup.main0(
                    Stream.concat(
                                    Stream.of(command),
                                    Stream.of("-n", SharedCluster.get().nameServerAddress()))
                            .toArray(String[]::new),
                    null);
        } finally {
            System.setOut(out);
            System.setErr(err);
            if (nameServer == null) {
                System.clearProperty(MixAll.NAMESRV_ADDR_PROPERTY);
            } else {
                System.setProperty(MixAll.NAMESRV_ADDR_PROPERTY, nameServer);
            }
        }
        assertThat(complained.toString(StandardCharsets.UTF_8)).doesNotContain("Exception");
        return printed.toString(StandardCharsets.UTF_8);
    }
}
