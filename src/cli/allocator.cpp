/// Where the program's memory comes from: jemalloc, which asks malloc_conf (jemalloc's manual, TUNING) before main begins, and changes no
/// answer. A graph is met in order and in whole, so at 4 KiB a page the first touch of its memory costs as much as the reading: large pages
/// from the start. Memory that is given back would be asked for again by the next step, so it is kept; and it is one arena for all threads,
/// for what one of them frees the other one needs next. Without jemalloc nobody asks.
#if defined(__linux__)  // where there are no large pages, jemalloc would say so on standard error
extern "C" {
extern const char* malloc_conf;
const char* malloc_conf = "thp:always,metadata_thp:auto,narenas:1,dirty_decay_ms:-1,muzzy_decay_ms:-1";
}
#endif
