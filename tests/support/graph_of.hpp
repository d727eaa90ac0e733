#pragma once

#include "bgsnap/build_graph.hpp"

#include <string>
#include <string_view>

/// Build graphs from one line, for the tests of every room:
///
///   graph_of("app -> lib zlib-1.2; lib -> libc; lib.builder = clang; src.fixed = sha256; app -> src; app.env.FOO = bar; root app")
///
/// Statements stand between ';' or line ends. A node exists once it is named; its text is its derivation name ("curl-7.1"). What follows a
/// '#' tells nodes of one derivation name apart and is not part of it: "zlib-1.2#boot" and "zlib-1.2".
///
///   A -> B C^dev C^out    inputs, by output (without '^': the first output)
///   A.builder = TEXT      A.system = TEXT      A.args = WORDS      A.outputs = WORDS      A.pname = TEXT      A.version = TEXT
///   A.env.NAME = TEXT     one more variable; @B@ and @B^dev@ in it are B's output paths and make B an input, @A@ is the node's own path
///   A.src = WORD-NAME     an input source NAME whose content is WORD; also in the variable `src`
///   A.source = WORD-NAME  the same without a variable; may be repeated
///   A.fixed = sha256 [WORD]   fixed output; its declared content is WORD, without it a function of the node's text
///   A.floating = sha256   A.deferred = yes   A.impure = sha256   the other kinds of output (Nix manual, "Derivation outputs")
///   A.structured = JSON   structured attributes, an object without ';' (then there is no env but the outputs)
///   A.drvsource = B       B's .drv file is an input source of A
///   A.missing = yes       A is named but its record is left out, as in output that was cut short
///   root A                a --root of that name; root checks.a = A gives it another one
///
/// Paths behave as Nix's do: any change of a node changes its drv path and those of all that need it; its output paths follow from its
/// recipe and its inputs' identities, and the identity of a fixed output is its declared content alone.
namespace bgsnap {

/// The graph as Nix 2.34 prints it (one document, sorted by base name).
[[nodiscard]] std::string json_of(std::string_view text);

/// json_of, read and closed. Throws std::logic_error when the two edge directions disagree or the text is wrong.
[[nodiscard]] BuildGraph graph_of(std::string_view text);

/// The base name ("HASH-app.drv") that node `node` of `text` has.
[[nodiscard]] std::string drv_of(std::string_view text, std::string_view node);

/// The only derivation of that derivation name; throws std::logic_error when there is none or several.
[[nodiscard]] DerivationId id_of(const BuildGraph& graph, std::string_view derivation_name);

/// Derivation names, sorted, between spaces.
[[nodiscard]] std::string names_of(const BuildGraph& graph, std::span<const DerivationId> ids);

}  // namespace bgsnap
