package io.github.rocketmq.rebalance.spring.autoconfigure;

import io.github.rocketmq.rebalance.allocation.AllocationStrategy;
import io.github.rocketmq.rebalance.spring.annotation.RocketDeadLetterListener;
import io.github.rocketmq.rebalance.spring.annotation.RocketMessageListener;
import io.github.rocketmq.rebalance.spring.annotation.RocketMessageListeners;
import io.github.rocketmq.rebalance.spring.api.RocketListener;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeReference;
import org.springframework.boot.context.properties.bind.BindableRuntimeHintsRegistrar;

/**
 * What a native image must keep for the starter, the core and its codecs, whatever the application's listeners are.
 *
 * <p>The core reads and writes its JSON as trees and has no types for it; Netty and Jackson bring hints of their own.
 */
final class RocketMqRuntimeHints implements RuntimeHintsRegistrar {

    @Override
    public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
        hints.reflection()
                .registerType(RocketListener.class, MemberCategory.INVOKE_PUBLIC_METHODS)
                .registerType(RocketMessageListener.class, MemberCategory.INVOKE_PUBLIC_METHODS)
                .registerType(RocketMessageListeners.class, MemberCategory.INVOKE_PUBLIC_METHODS)
                .registerType(RocketDeadLetterListener.class, MemberCategory.INVOKE_PUBLIC_METHODS);
        hints.proxies()
                .registerJdkProxy(RocketMessageListener.class)
                .registerJdkProxy(RocketMessageListeners.class)
                .registerJdkProxy(RocketDeadLetterListener.class);
        // What annotations say is bound to the class that the properties of the application only inherit from.
        BindableRuntimeHintsRegistrar.forTypes(ConsumerSettings.class).registerHints(hints);
        hints.resources().registerPattern("META-INF/services/" + AllocationStrategy.class.getName());
        // A field that is changed through a VarHandle.
        hints.reflection()
                .registerType(
                        TypeReference.of("io.github.rocketmq.rebalance.processing.Delivery"),
                        type -> type.withField("stage"));
        lz4(hints);
        zstd(hints);
    }

    /** LZ4 looks for its fastest implementation by class name, and each keeps its instance in a field. */
    private static void lz4(RuntimeHints hints) {
        Stream.of("JNI", "JavaSafe", "JavaUnsafe")
                .flatMap(kind -> Stream.of(
                        "net.jpountz.lz4.LZ4" + kind + "Compressor",
                        "net.jpountz.lz4.LZ4HC" + kind + "Compressor",
                        "net.jpountz.lz4.LZ4" + kind + "FastDecompressor",
                        "net.jpountz.lz4.LZ4" + kind + "SafeDecompressor",
                        "net.jpountz.xxhash.XXHash32" + kind,
                        "net.jpountz.xxhash.XXHash64" + kind,
                        "net.jpountz.xxhash.StreamingXXHash32" + kind + "$Factory",
                        "net.jpountz.xxhash.StreamingXXHash64" + kind + "$Factory"))
                .forEach(name -> hints.reflection()
                        .registerType(
                                TypeReference.of(name),
                                MemberCategory.ACCESS_PUBLIC_FIELDS,
                                MemberCategory.INVOKE_DECLARED_CONSTRUCTORS));
        hints.jni().registerType(TypeReference.of(OutOfMemoryError.class));
        hints.resources().registerPattern("net/jpountz/util/" + platform("win32") + "/liblz4-java.*");
    }

    /** Zstandard's library writes back how far it came into two fields. */
    private static void zstd(RuntimeHints hints) {
        hints.jni()
                .registerType(
                        TypeReference.of("com.github.luben.zstd.ZstdInputStreamNoFinalizer"),
                        type -> type.withField("srcPos").withField("dstPos"));
        hints.resources().registerPattern(platform("win") + "/libzstd-jni-*");
    }

    /** Images are built for the machine that builds them; the libraries of all others would add some 20 MB. */
    private static String platform(String windows) {
        String name = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String arch = System.getProperty("os.arch", "");
        if (name.startsWith("mac")) {
            return "darwin/" + (arch.equals("amd64") ? "x86_64" : arch);
        }
        return (name.startsWith("win") ? windows : name) + "/" + arch;
    }
}
