#pragma once

/// Before a function that spends its time on rows of bits: it is compiled twice, and on a processor that counts bits and has wide registers
/// the loader takes the second. What they compute is the same.
#if defined(__x86_64__) && defined(__GLIBC__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)
#define BGSNAP_WIDE __attribute__((target_clones("arch=x86-64-v3", "default")))
#else
#define BGSNAP_WIDE
#endif
