package io.github.rocketmq.rebalance.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** An authority that issues certificates as PEM files, made with the JDK's keytool. */
public final class TestCertificates {

    private static final String PASSWORD = "password";

    private final Path folder;
    private final Path store;
    private final Path authority;

    /**
     * A certificate, the rest of its chain, and its key.
     *
     * @param chain PEM file with the certificate first
     * @param key PEM file with its private key, in PKCS #8
     */
    public record Issued(Path chain, Path key) {}

    /** Makes an authority whose files are in an existing folder; the key store {@code keys.p12} opens with "password". */
    public TestCertificates(Path folder) {
        this.folder = folder;
        this.store = folder.resolve("keys.p12");
        keytool("-alias", "authority", "-dname", "CN=Authority in " + folder.getFileName(), "-ext", "bc:c");
        this.authority = folder.resolve("authority.pem");
        write(authority, pem("CERTIFICATE", encoded(chain("authority").get(0))));
    }

    /** The file that trusts this authority. */
    public Path authority() {
        return authority;
    }

    /**
     * A new certificate of this authority.
     *
     * @param names for whom, for example {@code ip:127.0.0.1,dns:localhost}
     */
    public Issued issue(String alias, String names) {
        keytool("-alias", alias, "-dname", "CN=" + alias, "-ext", "san=" + names, "-signer", "authority");
        Path chain = folder.resolve(alias + ".pem");
        Path key = folder.resolve(alias + ".key");
        StringBuilder all = new StringBuilder();
        chain(alias).forEach(certificate -> all.append(pem("CERTIFICATE", encoded(certificate))));
        write(chain, all.toString());
        write(key, pem("PRIVATE KEY", privateKey(alias)));
        return new Issued(chain, key);
    }

    private void keytool(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD));
        command.addAll(List.of(arguments));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException("keytool failed: " + said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private List<Certificate> chain(String alias) {
        try {
            return List.of(open().getCertificateChain(alias));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] privateKey(String alias) {
        try {
            return open().getKey(alias, PASSWORD.toCharArray()).getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private KeyStore open() {
        try {
            return KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] encoded(Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem(String what, byte[] der) {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n";
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
