"""The examples as the tests see them: which graphs there are, and an edit of each kind."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Edit:
    """Replaces `before`, which stands in `file` once, by `after`."""
    file: str
    before: str
    after: str


@dataclass(frozen=True)
class Example:
    folder: str
    system: str          # names the snapshot and the baseline
    attribute: str       # where the roots are in what default.nix gives; "" is all of it
    source_edit: Edit    # drv paths move, the snapshot does not
    dependency: Edit     # a package more
    message: str         # what a failed check must name then

    @property
    def name(self):
        return f"{self.folder} ({self.system})"


WORKSPACE = dict(folder="crate-workspace", source_edit=Edit("src/wire/src/lib.rs", "hello", "good morning"))
RELEASE = dict(folder="release-matrix", source_edit=Edit("src/relay.c", "return 0", "return 1"),
               dependency=Edit("default.nix", 'host.library "tls" "3.4.1" [ ]', 'host.library "tls" "3.4.1" [ (host.library "zstd" "1.5.7" [ ]) ]'),
               message="zstd")

EXAMPLES = [
    Example(**WORKSPACE, system="x86_64-linux", attribute="",
            dependency=Edit("default.nix", 'member "cli" [ (wire { }) tokio ]',
                            'member "cli" [ (wire { }) tokio (crate { crateName = "clap"; crateVersion = "4.5.35"; }) ]'),
            message="clap"),
    Example(folder="layered-build", system="x86_64-linux", attribute="", source_edit=Edit("src/src/main.rs", "open", "closed"),
            dependency=Edit("default.nix", '(library "cacerts" "2025.2" [ ])', '(library "cacerts" "2025.2" [ (library "p11-kit" "0.25.5" [ ]) ])'),
            message="p11-kit"),
    Example(folder="two-nixpkgs", system="x86_64-linux", attribute="", source_edit=Edit("src/library.c", "return 0", "return 1"),
            dependency=Edit("default.nix", 'library "icu" "74.2" [ ]', 'library "icu" "74.2" [ (library "tzdata" "2025b" [ ]) ]'),
            message="tzdata"),
    Example(**RELEASE, system="x86_64-linux", attribute="x86_64-linux"),
    Example(**RELEASE, system="aarch64-darwin", attribute="aarch64-darwin"),
    Example(**RELEASE, system="x86_64-windows", attribute="x86_64-windows"),
]
