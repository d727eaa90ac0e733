#include "cli/program.hpp"

int main(int argc, char** argv) { return bgsnap::run_program({argv + 1, argv + (argc > 0 ? argc : 1)}, BGSNAP_VERSION); }
