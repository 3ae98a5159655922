package io.github.rocketmq.rebalance.broker;

import java.io.IOException;
import java.util.Arrays;

/**
 * What a child JVM of {@link VersionedCluster} runs: the main method of a server, and the end of that when the standard
 * input ends, so that no child outlives its parent. Uses nothing but the JDK, because it runs on the server's class path.
 */
final class ServerMain {

    private ServerMain() {}

    /** Runs the main class that the first argument names with the others as its arguments. */
    public static void main(String[] args) throws ReflectiveOperationException {
        Thread watch = new Thread(ServerMain::endWithTheInput, "end with the parent");
        watch.setDaemon(true);
        watch.start();
        Class.forName(args[0]).getMethod("main", String[].class).invoke(null, (Object)
                Arrays.copyOfRange(args, 1, args.length));
    }

    private static void endWithTheInput() {
        try {
            while (System.in.read() >= 0) {
                // Nobody writes.
            }
        } catch (IOException e) {
            // The end, too.
        }
        System.exit(0);
    }
}
