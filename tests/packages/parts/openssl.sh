# OpenSSL: perl instead of autoconf, LDFLAGS taken from the environment, engines and providers below lib
source=openssl
configure() { LDFLAGS=$flag ./Configure --prefix="$prefix" --libdir=lib --openssldir="$prefix/ssl" no-tests; }
deliver() { make install_sw install_ssldirs; }
smoke() {
    moved openssl version
    # a provider is a module that is loaded by name; where it is sought is compiled in, so that has to be said
    echo text | moved openssl dgst -provider-path "$tree/lib/ossl-modules" -provider legacy -provider default -md4
}
