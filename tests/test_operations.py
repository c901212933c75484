"""The container file and the systemd unit: what can be known of them without an engine."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.runtime.secrets import VARIABLES
from tests.e2e.place import python_of_its_own
from tests.e2e.running import Bot
from tests.e2e.sampled import sample

CHECKOUT = Path(__file__).resolve().parents[1]
FOLDER = CHECKOUT / "docs" / "operations"
SETTINGS = "skills:\n  kudos:\n  cm:\n"
# What systemd 252 knows of what we use; `systemd-analyze`, where it is, knows better.
UNIT = ("Description", "Wants", "After")
SERVICE = (
    *("Type", "ExecStart", "Environment", "User", "Group", "StateDirectory", "StateDirectoryMode"),
    *("UMask", "Restart", "RestartSec", "TimeoutStopSec", "NoNewPrivileges"),
    *("CapabilityBoundingSet", "AmbientCapabilities", "ProtectSystem", "ProtectHome"),
    *("PrivateTmp", "PrivateDevices", "ProtectKernelTunables", "ProtectKernelModules"),
    *("ProtectKernelLogs", "ProtectControlGroups", "ProtectClock", "ProtectHostname"),
    *("ProtectProc", "RestrictAddressFamilies", "RestrictNamespaces", "RestrictRealtime"),
    *("RestrictSUIDSGID", "LockPersonality", "RemoveIPC", "SystemCallArchitectures"),
    *("SystemCallFilter", "SystemCallErrorNumber"),
)
KNOWN = {"Unit": UNIT, "Service": SERVICE, "Install": ("WantedBy",)}
# And what the tally's units use besides.
OF_TALLY = {
    **KNOWN,
    "Service": (*SERVICE, "ReadWritePaths", "LimitCORE"),
    "Timer": ("OnCalendar", "Persistent"),
}


@dataclass(frozen=True)
class Step:
    """One instruction or directive, and the comment right above it."""

    word: str
    rest: str
    why: str


def instructions(text: str) -> list[Step]:
    """The instructions of a container file, each on one line."""
    found, why = [], ""
    for line in re.sub(r"\\\n\s*", "", text).splitlines():
        if line.startswith("#"):
            why += line
        elif line:
            word, _, rest = line.partition(" ")
            found.append(Step(word, rest, why))
        if not line.startswith("#"):
            why = ""
    return found


def directives(text: str) -> Iterator[tuple[str, Step]]:
    """The directives of a unit, each with its section."""
    section = why = ""
    for line in text.splitlines():
        if line.startswith("#"):
            why += line
        elif line.startswith("["):
            section, why = line.strip("[]"), ""
        else:
            if line:
                word, _, rest = line.partition("=")
                yield section, Step(word, rest, why)
            why = ""


IMAGE = instructions((FOLDER / "Containerfile").read_text("utf-8"))
UNIT_FILE = (FOLDER / "piazza.service").read_text("utf-8")
DIRECTIVES = list(directives(UNIT_FILE))
TALLY = {
    kind: list(directives((FOLDER / f"piazza-tally.{kind}").read_text("utf-8")))
    for kind in ("service", "timer")
}
HEALTH = json.loads(
    next(step.rest for step in IMAGE if step.word == "HEALTHCHECK").partition(" CMD ")[2]
)


def of(word: str) -> list[str]:
    return [step.rest for step in IMAGE if step.word == word]


def environment() -> dict[str, str]:
    """The variables of the image."""
    return dict(pair.split("=", 1) for pair in of("ENV")[0].split())


def said(name: str) -> str:
    """What the unit says for a directive."""
    (value,) = [step.rest for _, step in DIRECTIVES if step.word == name]
    return value


def test_every_line_says_why() -> None:
    steps = [*IMAGE, *(step for _, step in DIRECTIVES)]
    steps += [step for unit in TALLY.values() for _, step in unit]
    assert [step.word for step in steps if len(step.why) < 10] == []


def test_the_image_is_of_one_pinned_base_and_leaves_what_builds_it_behind() -> None:
    base = of("ARG")
    assert [re.fullmatch(r"BASE=[\w./-]+:\d+\.\d+-[\w-]+", one) is not None for one in base] == [
        True
    ]
    assert of("FROM") == ["${BASE} AS build", "${BASE}"]
    last = max(at for at, step in enumerate(IMAGE) if step.word == "FROM")
    copied = [step.rest for step in IMAGE[last:] if step.word == "COPY"]
    assert copied == ["--from=build /opt/piazza /opt/piazza"]
    assert "pip uninstall --yes pip setuptools wheel" in next(
        step.rest for step in IMAGE[last:] if step.word == "RUN"
    )
    built = "".join(step.rest for step in IMAGE[:last] if step.word == "RUN")
    assert "uninstall --yes hatchling" in built
    assert "--require-hashes --only-binary :all: --requirement .ci/requirements.txt" in built
    assert built.count("pip --python") == built.count("install --no-cache-dir") + 1


def test_the_image_is_made_of_files_that_are_there_and_of_nothing_from_elsewhere() -> None:
    copied = [rest.split()[:-1] for rest in of("COPY") if not rest.startswith("--from")]
    names = [name for line in copied for name in line]
    assert [name for name in names if not (CHECKOUT / name).exists()] == []
    assert of("ADD") == []
    assert not re.search(r"https?://|curl|wget|apt", "".join(of("RUN") + of("COPY")))
    seen = (FOLDER / "Containerfile.dockerignore").read_text("utf-8").splitlines()
    assert {line[1:] for line in seen if line.startswith("!")} == set(names)
    assert "*" in seen


def test_what_the_package_needs_to_be_built_is_copied() -> None:
    copied = {name for rest in of("COPY") for name in rest.split()[:-1]}
    project = (CHECKOUT / "pyproject.toml").read_text("utf-8")
    packages = re.search(r"only-include = \[(.*)\]", project)
    files = re.search(r'readme = "(.*)"', project)
    assert packages is not None
    assert files is not None
    needed = {*re.findall(r'"(\w+)"', packages[1]), files[1], "LICENSE", "pyproject.toml"}
    assert needed <= copied


def test_the_image_holds_no_secret_and_knows_only_variables_of_ours() -> None:
    everything = "".join(step.rest for step in IMAGE)
    secret = r"(?i)xox|xapp|token|secret|passw|postgresql://"
    assert re.findall(secret, everything) == []
    assert {*environment()} <= {*VARIABLES, "PATH", "HOME"}


def test_the_image_runs_as_nobody_and_writes_to_its_volumes_only() -> None:
    (user,) = of("USER")
    assert re.fullmatch(r"[1-9]\d{3,}:[1-9]\d{3,}", user)
    owner, _, group = user.partition(":")
    made = f"install --directory --owner {owner} --group {group} --mode 0700 /data /keys"
    assert made in of("RUN")[-1]
    variables = environment()
    volumes = [variables["PIAZZA_HOME"], variables["PIAZZA_KEYS"]]
    assert of("VOLUME") == volumes == ["/data", "/keys"]
    assert variables["HOME"] == "/tmp"
    assert IMAGE.index(next(one for one in IMAGE if one.word == "USER")) > max(
        at for at, step in enumerate(IMAGE) if step.word == "RUN"
    )


def test_no_shell_stands_between_a_signal_and_the_bot() -> None:
    assert json.loads(of("ENTRYPOINT")[0]) == ["/opt/piazza/bin/piazza"]
    assert json.loads(of("CMD")[0]) == ["run"]
    assert of("STOPSIGNAL") == ["SIGTERM"]
    assert of("EXPOSE") == [environment()["PORT"]]


def health(port: int) -> int:
    """Run the health check as it is written, with this Python in the place of the image's."""
    command = [sys.executable, *HEALTH[1:]]
    asked = subprocess.run(
        command, env={"PORT": str(port)}, capture_output=True, timeout=30, check=False
    )
    return asked.returncode


def test_the_health_check_tells_a_bot_that_answers_from_one_that_does_not(
    tmp_path: Path,
) -> None:
    assert HEALTH[0] == "/opt/piazza/bin/python"
    sample(tmp_path / "home")
    with Bot({"HOST": environment()["HOST"]}, app_yaml=SETTINGS, folder=tmp_path) as bot:
        assert health(bot.port) == 0
        assert health(bot.admin_port) == 1  # it answers, but not so
        assert bot.stop() == 0
        assert health(bot.port) == 1


def test_every_directive_is_one_that_systemd_knows() -> None:
    assert [
        f"{section}.{step.word}"
        for section, step in DIRECTIVES
        if step.word not in KNOWN.get(section, ())
    ] == []
    names = [step.word for _, step in DIRECTIVES]
    assert len(names) == len(set(names))


def test_the_tally_runs_as_another_account_with_the_same_settings() -> None:
    both = [(section, step.word) for unit in TALLY.values() for section, step in unit]
    assert [one for one in both if one[1] not in OF_TALLY.get(one[0], ())] == []
    tally = {step.word: step.rest for _, step in TALLY["service"]}
    assert tally["User"] != said("User")
    assert tally["Group"] == said("Group")
    assert tally["Environment"] == said("Environment")
    assert tally["ExecStart"] == said("ExecStart").replace(" run", " tally --due")
    assert tally["ReadWritePaths"] == "/var/lib/piazza-keys/tally"


def test_the_unit_lets_go_of_every_right_it_does_not_need() -> None:
    assert said("ProtectSystem") == "strict"
    assert said("User") not in ("", "root")
    assert said("CapabilityBoundingSet") == said("AmbientCapabilities") == ""
    hardened = [step.word for _, step in DIRECTIVES if step.word.startswith(("Protect", "Private"))]
    assert {said(name) for name in hardened} <= {"yes", "strict", "invisible"}
    # V8 draws the charts; it would end the program.
    assert "\nMemoryDenyWriteExecute" not in UNIT_FILE
    assert re.search(r"xox|TOKEN|SECRET|PASSW", UNIT_FILE) is None


def test_systemd_itself_finds_nothing_wrong(tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("no systemd here")
    unit = tmp_path / "piazza.service"
    unit.write_text(UNIT_FILE.replace("/opt/piazza/bin/piazza", sys.executable))
    for words in (["verify"], ["security", "--offline=true", "--threshold=20"]):
        command = [analyze, "--no-pager", *words, str(unit)]
        asked = subprocess.run(command, capture_output=True, text=True, check=False)
        assert asked.returncode == 0, asked.stdout + asked.stderr
        assert "piazza.service:" not in asked.stderr


def tree(*folders: Path) -> dict[Path, tuple[int, int]]:
    """Every file below some folders, with its size and the instant of its last change."""
    return {
        path: (path.lstat().st_size, path.lstat().st_mtime_ns)
        for folder in folders
        for path in folder.rglob("*")
    }


@pytest.mark.soak
def test_the_command_of_the_unit_runs_and_writes_to_its_own_folders_only(tmp_path: Path) -> None:
    place = tmp_path / "opt"
    python = python_of_its_own(place)
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "-qq", "--no-index"]
    alone = ["--no-deps", "--no-build-isolation"]
    subprocess.run([*pip, *alone, str(CHECKOUT)], check=True, capture_output=True)
    config, home, keys, cwd, user = (tmp_path / one for one in ("etc", "home", "keys", "x", "user"))
    for folder in (config, keys, cwd, user):
        folder.mkdir()
    program, *words = said("ExecStart").split()
    places = {"PIAZZA_CONFIG": str(config / "app.yaml"), "PIAZZA_HOME": str(home)}
    bot = Bot(
        {**places, "PIAZZA_KEYS": str(keys), "HOME": str(user)},
        app_yaml=SETTINGS,
        folder=cwd,
        piazza=[place / Path(program).relative_to("/opt/piazza")],
    )
    (cwd / "app.yaml").rename(config / "app.yaml")
    assert words == ["run"]
    before = tree(place, config, cwd, user)
    for folder in (place, config, cwd, user):
        subprocess.run(["chmod", "-R", "a-w", str(folder)], check=True)
    try:
        assert bot.command("sample", "--people", "10").returncode == 0
        bot.start()
        assert bot.outer("/healthz") == (200, "ok")
        drawn = bot.command("schedule", "run", "cm.digest", "--dry-run")
        assert drawn.returncode == 0, drawn.stderr
        assert bot.stop() == 0
    finally:
        for folder in (place, config, cwd, user):
            subprocess.run(["chmod", "-R", "u+w", str(folder)], check=True)
    assert tree(place, config, cwd, user) == before
    assert {path.name for path in home.iterdir()} == {"piazza.db", "playground.db"}
    assert list(keys.iterdir()) == []
