#include "bgsnap/configuration.hpp"
#include "bgsnap/identity.hpp"
#include "support/graph_of.hpp"

#include <gtest/gtest.h>

namespace bgsnap {
namespace {

/// "CLASS/PNAME@VERSION:PROFILE~SCOPE", and " compiled", of the derivation of that name; by the rules of all presets.
std::string identity_of(std::string_view graph_text, std::string_view name, Rules rules = default_configuration().rules) {
  const BuildGraph graph = graph_of(graph_text);
  const Identities identities = identify(graph, rules);
  const Identity& identity = identities[id_of(graph, name)];
  std::string text = std::string(identity.key.class_name) + "/" + std::string(identity.key.pname);
  const auto add = [&](const char* mark, std::string_view part) {
    if (!part.empty()) text.append(mark).append(part);
  };
  add("@", identity.key.version);
  add(":", identity.key.profile);
  add("~", identity.key.scope);
  if (identity.compiled) text += " compiled";
  add(" shows ", identity.shows);
  return text;
}

TEST(Crate2nix, ACrateIsCompiledInOneOfThreeProfiles) {
  const std::string crate = "a.env.crateName = tokio; a.env.crateVersion = 1.40.0; a.env.crateFeatures = rt sync; ";
  EXPECT_EQ(identity_of(crate, "a"), "crate-compile/tokio@1.40.0:dev compiled shows crateFeatures=rt sync");
  EXPECT_EQ(identity_of(crate + "a.env.release = 1", "a"), "crate-compile/tokio@1.40.0:release compiled shows crateFeatures=rt sync");
  EXPECT_EQ(identity_of(crate + "a.env.buildTests = 1; a.env.release = 1", "a"),
            "crate-test-compile/tokio@1.40.0:test compiled shows crateFeatures=rt sync");
}

TEST(Crate2nix, AMembersTestsAreItsOwn) {
  const std::string crate = "a.env.crateName = app; a.env.crateVersion = 0.1.0; a.env.buildTests = 1";
  EXPECT_EQ(identity_of(crate, "a", parse_configuration(R"({"preset": "crate2nix", "members": ["app"]})", "test").rules),
            "crate-test-compile/app@0.1.0:test~app compiled");
  EXPECT_EQ(identity_of(crate, "a", parse_configuration(R"({"preset": "crate2nix", "members": ["lib"]})", "test").rules),
            "crate-test-compile/app@0.1.0:test compiled");
}

TEST(Crate2nix, RunningTestsCompilesNothing) {
  EXPECT_EQ(identity_of("run-tests-rust_app-0.1.0.env.x = 1", "run-tests-rust_app-0.1.0"), "test-run/run-tests-rust_app@0.1.0");
}

TEST(Nixpkgs, WhatItBuildsHasAClass) {
  EXPECT_EQ(identity_of("hello-2.10.env.x = 1", "hello-2.10"), "build/hello@2.10 compiled");
  EXPECT_EQ(identity_of("hello-2.10.tar.gz.fixed = sha256", "hello-2.10.tar.gz"), "fetch/hello@2.10");
  EXPECT_EQ(identity_of("my-hook.sh.env.buildCommand = true", "my-hook.sh"), "hook/my-hook.sh");
  EXPECT_EQ(identity_of("php.ini.env.passAsFile = buildCommand text; php.ini.env.text = x", "php.ini"), "text/php.ini");
  EXPECT_EQ(identity_of("run.env.passAsFile = buildCommand text; run.env.executable = 1", "run"), "script/run");
  EXPECT_EQ(identity_of("dev-env.env.pathsToLink = /; dev-env.env.buildCommand = x", "dev-env"), "env/dev-env");
  EXPECT_EQ(identity_of("gcc-wrapper-9.3.0.env.expandResponseParams = x", "gcc-wrapper-9.3.0"), "wrapper/gcc-wrapper@9.3.0");
  EXPECT_EQ(identity_of("fonts.conf.env.buildCommand = x", "fonts.conf"), "command/fonts.conf");
  EXPECT_EQ(identity_of("fix.patch.env.src = x", "fix.patch"), "text/fix.patch");
  EXPECT_EQ(identity_of("stdenv-linux.env.initialPath = x", "stdenv-linux"), "stdenv/stdenv-linux");
}

TEST(Rust, AProgramAndItsVendoredCrates) {
  EXPECT_EQ(identity_of("bat-0.15.4.env.cargoDeps = x; bat-0.15.4.env.cargoBuildFlags = --locked", "bat-0.15.4"),
            "rust/bat@0.15.4 compiled shows cargoBuildFlags=--locked");
  EXPECT_EQ(identity_of("bat-0.15.4-vendor.tar.gz.fixed = sha256", "bat-0.15.4-vendor.tar.gz"), "vendor/bat@0.15.4-vendor:cargo");
  EXPECT_EQ(identity_of("bat-0.25.0-vendor-staging.fixed = sha256", "bat-0.25.0-vendor-staging"), "vendor/bat@0.25.0-vendor-staging:cargo");
  EXPECT_EQ(identity_of("elan-0.10.env.cargoVendorDir = vendor", "elan-0.10"), "rust/elan@0.10 compiled");
  EXPECT_EQ(identity_of("cargo-vendor-dir.env.buildCommand = x", "cargo-vendor-dir"), "vendor/cargo-vendor-dir:cargo");
}

TEST(Crane, ALayerOfDependenciesAndWhatStandsOnIt) {
  EXPECT_EQ(
      identity_of("app-deps-0.1.0.env.cargoVendorDir = /nix/store/x-vendor-cargo-deps; app-deps-0.1.0.env.CARGO_PROFILE = release", "app-deps-0.1.0"),
      "crane-deps/app-deps@0.1.0:release compiled");
  EXPECT_EQ(identity_of("app-0.1.0.env.cargoVendorDir = /nix/store/x-vendor-cargo-deps", "app-0.1.0"), "crane-build/app@0.1.0 compiled");
  EXPECT_EQ(identity_of("app-clippy-0.1.0.env.cargoVendorDir = /nix/store/x-vendor-cargo-deps", "app-clippy-0.1.0"),
            "crane-check/app-clippy@0.1.0 compiled");
  EXPECT_EQ(identity_of("app-nextest-0.1.0.env.cargoVendorDir = /nix/store/x-vendor-cargo-deps", "app-nextest-0.1.0"),
            "crane-test/app-nextest@0.1.0 compiled");
  EXPECT_EQ(identity_of("vendor-cargo-deps.env.buildCommand = x", "vendor-cargo-deps"), "vendor/vendor-cargo-deps:cargo");
  EXPECT_EQ(identity_of("cargo-package-tokio-1.40.0.env.x = 1", "cargo-package-tokio-1.40.0"), "crate-source/cargo-package-tokio@1.40.0");
}

TEST(Go, AProgramOfModulesOrOfPackages) {
  EXPECT_EQ(identity_of("k9s-0.21.2.env.GO111MODULE = on; k9s-0.21.2.env.subPackages = b a", "k9s-0.21.2"),
            "go/k9s@0.21.2 compiled shows subPackages=a b");
  EXPECT_EQ(identity_of("gosu-1.0.env.goPackagePath = x", "gosu-1.0"), "go/gosu@1.0 compiled");
  EXPECT_EQ(identity_of("k9s-0.40.0.env.goModules = x", "k9s-0.40.0"), "go/k9s@0.40.0 compiled");
  EXPECT_EQ(identity_of("k9s-0.21.2-go-modules.fixed = sha256; k9s-0.21.2-go-modules.env.GO111MODULE = on", "k9s-0.21.2-go-modules"),
            "vendor/k9s@0.21.2-go-modules:go");
}

TEST(Python, APackageAndAProgram) {
  EXPECT_EQ(identity_of("python3.8-six-1.15.0.pname = six; python3.8-six-1.15.0.version = 1.15.0", "python3.8-six-1.15.0"),
            "python/six@1.15.0 compiled");
  EXPECT_EQ(identity_of("toot-0.27.0.env.postFixup = wrapPythonPrograms", "toot-0.27.0"), "python/toot@0.27.0 compiled");
  EXPECT_EQ(identity_of("python3-3.8.3.env.x = 1", "python3-3.8.3"), "build/python3@3.8.3 compiled");
}

TEST(Node, AProgramAndItsModules) {
  EXPECT_EQ(identity_of("app-1.0.env.npmDeps = x", "app-1.0"), "node/app@1.0 compiled");
  EXPECT_EQ(identity_of("app-1.0-npm-deps.fixed = sha256", "app-1.0-npm-deps"), "vendor/app@1.0-npm-deps:npm");
  EXPECT_EQ(identity_of("bower-1.8.8.env.compositionScript = x", "bower-1.8.8"), "node/bower@1.8.8 compiled");
}

TEST(Java, AProgramAndItsArtifacts) {
  EXPECT_EQ(identity_of("gephi-0.9.2.env.buildPhase = mvn package", "gephi-0.9.2"), "java/gephi@0.9.2 compiled");
  EXPECT_EQ(identity_of("jadx-deps.fixed = sha256; jadx-deps.env.buildPhase = gradle build", "jadx-deps"), "vendor/jadx-deps:gradle");
}

TEST(Haskell, APackage) { EXPECT_EQ(identity_of("aeson-2.1.env.compileBuildDriverPhase = x", "aeson-2.1"), "haskell/aeson@2.1 compiled"); }

TEST(Oci, AnImageItsLayersAndItsBase) {
  EXPECT_EQ(identity_of("stream-app.env.imageName = app", "stream-app"), "image/stream-app");
  EXPECT_EQ(identity_of("app.tar.gz.env.imageName = app; app.tar.gz.env.baseJson = x", "app.tar.gz"), "image/app.tar.gz");
  EXPECT_EQ(identity_of("app-conf.json.env.baseJson = x; app-conf.json.env.buildCommand = jq", "app-conf.json"), "image-config/app-conf.json");
  EXPECT_EQ(identity_of("image-app.json.env.buildCommand = /bin/nix2container image $out", "image-app.json"), "image/image-app.json");
  EXPECT_EQ(identity_of("app-customisation-layer.env.buildCommand = x", "app-customisation-layer"), "image-layer/app-customisation-layer");
  EXPECT_EQ(
      identity_of("docker-image-alpine-3.20.tar.fixed = sha256; docker-image-alpine-3.20.tar.env.imageDigest = x", "docker-image-alpine-3.20.tar"),
      "image-pull/docker-image-alpine@3.20");
}

}  // namespace
}  // namespace bgsnap
