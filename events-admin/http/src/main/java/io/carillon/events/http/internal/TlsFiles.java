// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where certificate and key are: a chain and an unencrypted PKCS #8 key in PEM, or both in one PKCS #12 file.
 *
 * @param certificate the chain, its own certificate first, or the PKCS #12 file
 * @param key {@code null} when it is in the PKCS #12 file
 * @param password of the PKCS #12 file
 */
record TlsFiles(Path certificate, @Nullable Path key, String password) {

    /** Name of the entry in {@link #load}. */
    static final String ALIAS = "carillon";

    private static final Pattern PEM_KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");

    /**
     * From settings; empty without a certificate.
     *
     * @throws IllegalArgumentException if they contradict each other
     */
    static Optional<TlsFiles> of(String certificate, String key, String password) {
        if (certificate.isEmpty()) {
            if (!key.isEmpty()) {
                throw new IllegalArgumentException("carillon.http.tlsKey is set, carillon.http.tlsCertificate is not");
            }
            return Optional.empty();
        }
        String name = certificate.toLowerCase(Locale.ROOT);
        boolean bundled = name.endsWith(".p12") || name.endsWith(".pfx");
        if (bundled != key.isEmpty()) {
            throw new IllegalArgumentException(
                    "carillon.http.tlsCertificate is a PEM file and carillon.http.tlsKey its key, or the first is a .p12 or"
                            + " .pfx file and the second is not set");
        }
        return Optional.of(new TlsFiles(Path.of(certificate), bundled ? null : Path.of(key), password));
    }

    /**
     * Reads them.
     *
     * @return a key store with one entry
     * @throws IllegalArgumentException if they cannot be used, without anything of their content
     */
    KeyStore load(char[] storePassword) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            Path keyFile = key;
            if (keyFile == null) {
                copyEntry(store, storePassword);
            } else {
                Certificate[] chain = chain();
                PrivateKey read = key(keyFile, chain[0].getPublicKey().getAlgorithm());
                requirePair(read, chain[0].getPublicKey());
                store.setKeyEntry(ALIAS, read, storePassword, chain);
            }
            return store;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "certificate and key in " + certificate + (key == null ? "" : " and " + key) + " cannot be used ("
                            + e.getMessage() + ")",
                    e);
        }
    }

    private void copyEntry(KeyStore store, char[] storePassword) throws IOException, GeneralSecurityException {
        KeyStore given = KeyStore.getInstance("PKCS12");
        try (InputStream file = Files.newInputStream(certificate)) {
            given.load(file, password.toCharArray());
        }
        for (String alias : Collections.list(given.aliases())) {
            if (given.isKeyEntry(alias)) {
                Key read = given.getKey(alias, password.toCharArray());
                store.setKeyEntry(ALIAS, read, storePassword, given.getCertificateChain(alias));
                return;
            }
        }
        throw new GeneralSecurityException("there is no key in it");
    }

    private Certificate[] chain() throws IOException, GeneralSecurityException {
        List<Certificate> chain = new ArrayList<>(CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(certificate))));
        if (chain.isEmpty()) {
            throw new GeneralSecurityException("there is no certificate in it");
        }
        return chain.toArray(Certificate[]::new);
    }

    private static PrivateKey key(Path file, String algorithm) throws IOException, GeneralSecurityException {
        Matcher pem = PEM_KEY.matcher(Files.readString(file, StandardCharsets.US_ASCII));
        if (!pem.find()) {
            throw new GeneralSecurityException(
                    "there is no BEGIN PRIVATE KEY in the key file; openssl pkcs8 -topk8 -nocrypt"
                            + " makes it from other forms");
        }
        if (!ALGORITHMS.contains(algorithm)) {
            throw new GeneralSecurityException("keys of " + algorithm + " are not known");
        }
        byte[] encoded = Base64.getMimeDecoder().decode(pem.group(1));
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
    }

    /** While the files are being replaced, one of them may be new already. */
    private static void requirePair(PrivateKey key, PublicKey published) throws GeneralSecurityException {
        String algorithm =
                switch (published.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> "EdDSA";
                };
        Signature signer = Signature.getInstance(algorithm);
        signer.initSign(key);
        signer.update(ALIAS.getBytes(StandardCharsets.US_ASCII));
        byte[] signature = signer.sign();
        Signature verifier = Signature.getInstance(algorithm);
        verifier.initVerify(published);
        verifier.update(ALIAS.getBytes(StandardCharsets.US_ASCII));
        if (!verifier.verify(signature)) {
            throw new GeneralSecurityException("the key is not the certificate's");
        }
    }

    /** Changes when one of the files does. */
    String stamp() {
        StringBuilder stamp = new StringBuilder();
        List<Path> files = key == null ? List.of(certificate) : List.of(certificate, key);
        for (Path file : files) {
            try {
                FileTime time = Files.getLastModifiedTime(file);
                stamp.append(time).append(' ').append(Files.size(file)).append(' ');
            } catch (IOException e) {
                stamp.append("missing ");
            }
        }
        return stamp.toString();
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "TlsFiles[" + certificate + ", " + key + "]";
    }
}
