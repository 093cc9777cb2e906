// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.http;

import io.carillon.cli.Exit;
import io.carillon.cli.Failure;
import io.carillon.cli.output.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.NoSuchAlgorithmException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Whose certificates are trusted over TLS. */
public final class Trust {

    private Trust() {}

    /**
     * What TLS is made with.
     *
     * @param file certificates in PEM, of authorities or of hosts themselves; empty for those that Java trusts
     * @throws Failure if the file cannot be read, or holds none
     */
    public static SSLContext of(String file) {
        try {
            if (file.isEmpty()) {
                return SSLContext.getDefault();
            }
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            int number = 0;
            for (Certificate certificate : certificates(file)) {
                trusted.setCertificateEntry("ca-" + ++number, certificate);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, factory.getTrustManagers(), null);
            return context;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has TLS", e);
        } catch (GeneralSecurityException | IOException e) {
            throw unusable(file, "cannot be read: " + e, e);
        }
    }

    private static Collection<? extends Certificate> certificates(String file) throws IOException {
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            Collection<? extends Certificate> found =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (found.isEmpty()) {
                throw unusable(file, "holds no certificate", null);
            }
            return found;
        } catch (CertificateException e) {
            throw unusable(file, "holds no certificate that can be read", e);
        }
    }

    private static Failure unusable(String file, String what, @org.jspecify.annotations.Nullable Exception cause) {
        String sentence = "the file of certificates " + Printable.shortened(Printable.line(file), 200) + " " + what;
        String hint = "--ca, CARILLON_CA or that of the context names a file in PEM: -----BEGIN CERTIFICATE-----";
        return cause == null
                ? new Failure(Exit.INVALID, sentence, hint)
                : new Failure(Exit.INVALID, sentence, hint, cause);
    }
}
