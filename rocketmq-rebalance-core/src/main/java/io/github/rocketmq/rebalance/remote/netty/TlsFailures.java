package io.github.rocketmq.rebalance.remote.netty;

import io.netty.handler.ssl.NotSslRecordException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;

/** What goes wrong with TLS, in words that say what to do. */
final class TlsFailures {

    private TlsFailures() {}

    /** Why a handshake failed. */
    static String handshake(String host, Throwable failure) {
        return "TLS handshake failed: " + reason(host, failure);
    }

    /** Whether TLS broke, and not what is inside. */
    static boolean isTls(Throwable failure) {
        return find(failure, SSLException.class);
    }

    private static String reason(String host, Throwable failure) {
        if (find(failure, NotSslRecordException.class)) {
            return "the server does not speak TLS";
        }
        if (find(failure, CertPathBuilderException.class)) {
            return "the server's certificate comes from nobody this client trusts (" + innermost(failure)
                    + "); trust its authority with TlsOptions.trusting(pemFile)";
        }
        if (find(failure, CertificateException.class)) {
            return "the server's certificate is not good for host '" + host + "': " + innermost(failure);
        }
        if (find(failure, ClosedChannelException.class)) {
            return "the server closed the connection; does it speak TLS (tls.server.mode of Apache's servers)?";
        }
        return innermost(failure);
    }

    private static boolean find(Throwable failure, Class<? extends Throwable> kind) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (kind.isInstance(t)) {
                return true;
            }
        }
        return false;
    }

    private static String innermost(Throwable failure) {
        Throwable t = failure;
        for (Throwable cause = t.getCause(); cause != null; cause = t.getCause()) {
            t = cause;
        }
        return t.getMessage() == null ? t.getClass().getSimpleName() : t.getMessage();
    }
}
