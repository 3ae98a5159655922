package io.github.rocketmq.rebalance.simulation.proof;

import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.Logger;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * What the product logs: lines of the trace of the run that the thread is in, and errors are violations. Everything that is
 * logged outside a run is dropped.
 */
public final class RunLog implements SLF4JServiceProvider {

    private static final ThreadLocal<@Nullable World> CURRENT = new ThreadLocal<>();

    private final IMarkerFactory markers = new BasicMarkerFactory();
    private final MDCAdapter context = new NOPMDCAdapter();
    private final Lines lines = new Lines();

    /** What this thread logs from now on belongs to a run, or to none. */
    static void belongsTo(@Nullable World world) {
        if (world == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(world);
        }
    }

    @Override
    public ILoggerFactory getLoggerFactory() {
        return name -> lines;
    }

    @Override
    public IMarkerFactory getMarkerFactory() {
        return markers;
    }

    @Override
    public MDCAdapter getMDCAdapter() {
        return context;
    }

    @Override
    public String getRequestedApiVersion() {
        return "2.0.99";
    }

    @Override
    public void initialize() {
        // Nothing is to be prepared.
    }

    private static final class Lines extends LegacyAbstractLogger implements Logger {

        private static final long serialVersionUID = 1;

        @Override
        protected @Nullable String getFullyQualifiedCallerName() {
            return null;
        }

        @Override
        @SuppressWarnings("NullAway") // the library's signatures say nothing of null
        protected void handleNormalizedLoggingCall(
                Level level, Marker marker, String text, Object[] arguments, Throwable failure) {
            World world = CURRENT.get();
            if (world != null) {
                String line = level + " " + MessageFormatter.basicArrayFormat(text, arguments)
                        + (failure == null ? "" : " " + failure);
                if (level == Level.ERROR) {
                    world.verdict().violation('x', line);
                } else {
                    world.trace().note(line);
                }
            }
        }

        private static boolean isKept() {
            World world = CURRENT.get();
            return world != null && world.trace().isKept();
        }

        @Override
        public boolean isTraceEnabled() {
            return false;
        }

        @Override
        public boolean isDebugEnabled() {
            return isKept();
        }

        @Override
        public boolean isInfoEnabled() {
            return isKept();
        }

        @Override
        public boolean isWarnEnabled() {
            return isKept();
        }

        @Override
        public boolean isErrorEnabled() {
            return CURRENT.get() != null;
        }
    }
}
