"""The settings file is checked whole, and each fault names its line and what was meant."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import time
from pathlib import Path
from typing import Any, Literal

import pytest
import yaml
from hypothesis import HealthCheck, given
from hypothesis import settings as budget
from hypothesis import strategies as st
from pydantic import BaseModel

from bot.errors import SetupError
from bot.runtime import settings
from bot.runtime.faults import distance, keys_of, models_at, nearest
from bot.runtime.secrets import Secrets
from bot.runtime.sections import Sheet
from bot.runtime.settings import Settings
from bot.runtime.values import Known


class Thanks(BaseModel):
    """A skill's settings, as a third party would write them: nothing forbids strange keys."""

    channel: str = "#kudos"
    allowance: int = 5
    weeks: Literal[1, 2, 4] = 1
    values: list[str] = []


class Nothing(BaseModel):
    """A skill without settings."""


MODELS: Mapping[str, type[BaseModel]] = {"kudos": Thanks, "cm": Nothing}
KNOWN = Known(
    skills={"bookmarks"},
    commands={"kudos", "cm", "piazza"},
    schedules={"kudos.digest", "kudos.gratitude"},
    retention={"feedback"},
)


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return Path("app.yaml")


def load(file: Path, text: str, **environ: str) -> Settings:
    file.write_text(text, "utf-8")
    return settings.load(file, MODELS, environ, KNOWN)


def faults(file: Path, text: str, **environ: str) -> list[str]:
    with pytest.raises(SetupError) as error:
        load(file, text, **environ)
    return str(error.value).splitlines()


# ---- Faults: the line, and what to do ----

FAULTS = [
    # mail
    ("mail: {sender: a@b.it, host: b.it}", "1: unknown key 'sender'"),
    ("mail:\n  host: smtp.acme.example", "1: mail: 'from' is missing, and 'host' is there"),
    ("mail:\n  from: a@b.it", "1: mail: 'host' is missing, and 'from' is there"),
    ("mail:\n  from: Acme", "2: mail.from: 'Acme' is no e-mail address; write it like hello@"),
    ("mail:\n  tls: ssl", "2: mail.tls: "),
    (
        "mail:\n  from: a@b.it\n  host: smtp.acme.example\n  tls: none",
        "1: mail: 'tls: none' is for a mail server on this machine alone",
    ),
    (
        "mail:\n  from: a@b.it\n  host: b.it\n  user: a",
        "4: SMTP_PASSWORD is missing in the environment or in .env, and mail.user is here",
    ),
    ("mail:\n  smtp_password: canary", "2: mail.smtp_password: a secret does not belong here"),
    # keys
    ("slack:\n  rate_per_minut: 5", "2: unknown key 'rate_per_minut', did you mean 'rate_per_"),
    ("company:\n  Guests: true", "2: unknown key 'Guests', did you mean 'guests'?"),
    ("zone: Europe/Rome", "1: unknown key 'zone', it belongs under 'company'"),
    ("slack:\n  database:", "2: unknown key 'database': it stands at the left margin"),
    ("slack:\n  colour: red", "2: unknown key 'colour'; slack has rate_per_minute"),
    ("llm:\n  colour: red", "2: unknown key 'colour'; llm has tokens_a_day, price_in,"),
    ("llm:\n  currency: Euro", "2: llm.currency: 'Euro' is not a currency; write its"),
    ("llm:\n  tokens_a_day: 1e3x", "2: llm.tokens_a_day: expected a whole number"),
    ("secrets:", "1: secrets: a secret does not belong here, but in the environment"),
    ("slack: {}\n\nslack: {}", "3: key 'slack' is already there in line 1"),
    ("company:\n  closures:\n    - {from: 2026-01-02}", "3: company.closures.to: is missing"),
    ("company:\n  closures:\n    - {from: 2026-01-02, tp: 2026-01-03}", "3: unknown key 'tp'"),
    # skills
    ("skills:\n  kudoz:", "2: unknown skill 'kudoz', did you mean 'kudos'?"),
    ("skills:\n  bookmark:", "2: unknown skill 'bookmark', did you mean 'bookmarks'?"),
    ("skills:\n  thanks:", "2: unknown skill 'thanks'; it is not installed"),
    ("skills:\n  - kudos", "1: skills: expected names, found a list; write each name on a line"),
    ("skills:\n  kudos:\n    chanel: '#x'", "3: unknown key 'chanel', did you mean 'channel'?"),
    ("skills:\n  kudos:\n    allowance: five", "3: skills.kudos.allowance: expected a whole numb"),
    ("skills:\n  kudos:\n    values: [a, [b]]", "3: skills.kudos.values: expected text, found a"),
    ("skills:\n  kudos:\n    values: x", "3: skills.kudos.values: expected a list, found 'x'; "),
    ("skills:\n  kudos:\n    weeks: 3", "3: skills.kudos.weeks: expected 1, 2 or 4, found 3"),
    ("skills:\n  kudos:\n    channel: 5", "3: skills.kudos.channel: expected text, found 5 (put"),
    ("skills:\n  kudos: loud", "2: skills.kudos: expected keys and values beneath it, found 'lou"),
    # values
    ("company:\n  guests: maybe", "2: company.guests: expected true or false, found 'maybe'"),
    ("company:\n  guests:", "2: company.guests: expected true or false, found nothing"),
    ("slack:\n  rate_per_minute: 0", "2: slack.rate_per_minute: must be greater than or equal to"),
    ("slack:\n  rate_per_minute: 60001", "2: slack.rate_per_minute: must be less than or equal to"),
    ("slack:\n  guests:true", "1: slack: expected keys and values beneath it, found 'guests:true"),
    ("rate: 1", "1: unknown key 'rate'; the file has company, database, slack, teams, skills, "),
    ("slack: [guests]", "1: slack: expected keys and values beneath it, found a list"),
    ("privacy: {least: 4}", "1: privacy.least: must be greater than or equal to 5"),
    ("company:\n  name: [a]", "2: company.name: expected text, found a list"),
    ("company:\n  name: true", "2: company.name: expected text, found true (put it in quotes)"),
    ("company:\n  zone: Europe/Rom", "2: company.zone: 'Europe/Rom' is not a time zone, did you "),
    (
        "company:\n  zone: rome",
        "2: company.zone: 'rome' is not a time zone, did you mean 'Europe/R",
    ),
    ("company:\n  zone: new york", "2: company.zone: 'new york' is not a time zone, did you mean "),
    ("company:\n  zone: ../etc", "2: company.zone: '../etc' is not a time zone; write it like"),
    ("company:\n  country: Italy", "2: company.country: 'Italy' is not a country; write its two"),
    ("company:\n  languages: [en,\n    ti]", "3: company.languages: 'ti' is not an installed lan"),
    ("company:\n  languages: en", "2: company.languages: expected a list, found 'en'; write [en]"),
    ("company:\n  languages: []", "2: company.languages: "),
    ("company:\n  closures:\n    - 2026-02-30", "3: company.closures: '2026-02-30' is not a date"),
    ("company:\n  closures:\n    - {from: 2026-02-02, to: 2026-02-01}", "3: company.closures: 'fr"),
    ("company:\n  patron_days:\n    - {place: Milano}", "3: company.patron_days.day: is missing"),
    (
        "company:\n  patron_days:\n    - {place: Milano, day: 7/12}",
        "3: company.patron_days.day: '7/12' is not a month and a day such as 12-07",
    ),
    ("roles:\n  cm: ann@acme.example", "2: roles.cm: expected a list, found 'ann@acme.example'; w"),
    ("roles:\n  cm: [Ann]", "2: roles.cm: 'Ann' is neither an e-mail address nor a Slack id"),
    ("roles:\n  digest_channel: general", "2: roles.digest_channel: 'general' is not a channel; "),
    ("roles:\n  digest_channel: #general", '2: #general is read as a comment; put it in quotes: "'),
    ("roles:\n  cm:\n    - #x", '3: #x is read as a comment; put it in quotes: "#x"'),
    ("roles:\n  cm: [xoxb-1-2]", "2: roles.cm: what looks like a secret is neither"),
    ("commands:\n  kudoss: grazie", "2: unknown command 'kudoss', did you mean 'kudos'?"),
    ("commands:\n  kudos: Grazie Mille", "2: commands.kudos: 'Grazie Mille' cannot be a command"),
    ("commands:\n  kudos: cm", "1: commands: two commands are called 'cm'"),
    ("commands:\n  kudos: g\n  piazza: g", "1: commands: two commands are called 'g'"),
    (
        "schedules:\n  kudos.digst:",
        "2: unknown schedule 'kudos.digst', did you mean 'kudos.digest'",
    ),
    ("schedules:\n  kudos.digest: {at: 24:00}", "2: schedules.kudos.digest.at: '24:00' is not a t"),
    ("schedules:\n  kudos.digest: {at: 15}", "2: schedules.kudos.digest.at: 15 is not a time of d"),
    (
        "schedules:\n  kudos.digest:\n    at: 0 9 * * 1",
        "3: schedules.kudos.digest.at: '0 9 * * 1' is no",
    ),
    (
        "schedules:\n  kudos.digest: {on: 1}",
        "2: schedules.kudos.digest.on: '1' is not a day; write",
    ),
    ("schedules:\n  kudos.digest: {on: fryday}", "2: schedules.kudos.digest.on: 'fryday' is not a"),
    ("retention:\n  feedback: 0", "2: retention.feedback: must be greater than or equal to 1"),
    ("retention:\n  feedbck: 9", "2: unknown kind of record 'feedbck', did you mean 'feedback'?"),
    (
        "database:\n  url: mysql://db/piazza",
        "2: database.url: expected sqlite:///FILE or postgresq",
    ),
    ("database:\n  url: sqlite://", "2: database.url: expected sqlite:///FILE"),
    ("database:\n  url: piazza.db", "2: database.url: not an address of a database"),
    # secrets in the wrong place
    (
        "slack:\n  bot_token: xoxb-1",
        "2: slack.bot_token: a secret does not belong here; set SLACK_",
    ),
    (
        "slack:\n  token: xoxb-1",
        "2: slack.token: a secret does not belong here; set SLACK_BOT_TOKEN",
    ),
    ("SLACK_SIGNING_SECRET: x", "1: SLACK_SIGNING_SECRET: a secret does not belong here; set SLA"),
    ("llm:\n  api_key: sk-1", "2: llm.api_key: a secret does not belong here; set OPENAI_API_KEY"),
    ("mail:\n  password: x", "2: mail.password: a secret does not belong here, but in the environ"),
    ("port: 3000", "1: port: does not belong here; set PORT in the environment or in .env"),
    ("database:\n  url: postgres://u:pw@h/d", "2: database.url: a password does not belong here; "),
    # YAML
    ("slack:\n\tguests: true", "2: a tab indents this line; use spaces"),
    ("company:\n  name: Acme: Italy", "2: a second ':' in one line; put the value in quotes"),
    ("company:\n  name: Acme\n    zone: UTC", "3: the line above has no ': ', or this line is ind"),
    ("company:\n  name: Acme\n  zone\n  country: IT", "3: there is no ': ' after the key"),
    ("company:\n    name: Acme\n  zone: UTC", "3: this line does not fit those above; look at its"),
    ("company:\n  name: 'Acme\n  zone: UTC", "2: a quote opens here and is not closed"),
    ("company:\n  languages: [en, it\nslack: {}", "2: a [ opens here and is not closed"),
    ("company: {name: Acme\nslack: 1", "1: a { opens here and is not closed"),
    ("company:\n  name: @acme", "2: a value cannot begin with '@'; put it in quotes"),
    ("company:\n  name: *acme", "2: a value cannot begin with '*'; put it in quotes"),
    ("company:\n  name: &acme", "2: a value cannot begin with '&'; put it in quotes"),
    ("company:\n  name: !acme x", "2: a value cannot begin with '!'; put it in quotes"),
    ('company:\n  name: "C:\\piazza"', "2: a \\ stands between double quotes; use single quotes"),
    ("company:\n  languages: - en", "2: a list begins on a line of its own, one '- ' a line"),
    ("slack: {}\n---\nskills: {}", "2: a second document begins here; take the '---' away"),
    ("slack: {}\n? [a]\n: b", "2: a key must be a word"),
    ("company:\n  name: A\0", "2: a control character, U+0000"),
    ("[" * 99, "1: not readable as YAML: nested too deep"),
    ("- skills", "1: expected keys such as 'company:', found a list"),
    ("skills", "1: expected keys such as 'company:', found 'skills'"),
    ("# all\n# commented out\n", "1: the file is empty; name a skill"),
]


@pytest.mark.parametrize(("text", "told"), FAULTS)
def test_a_fault_names_its_line_and_the_way_out(file: Path, text: str, told: str) -> None:
    (line,) = faults(file, text)
    assert line.startswith(f"app.yaml:{told}")


def test_all_faults_are_told_at_once_in_the_order_of_the_file(file: Path) -> None:
    text = (
        "slack:\n  rate_per_minute: maybe\n  rate: 1\nskills:\n  kudos:\n    weeks: 3\n"
        "slack:\nfoo: 1\n"
    )
    told = faults(file, text, PORT="no", SLACK_BOT_TOKEN="abc")
    assert [line.split(": ")[0] for line in told] == [
        "app.yaml:2", "app.yaml:3", "app.yaml:6", "app.yaml:7", "app.yaml:8", "PORT",
        "SLACK_BOT_TOKEN",
    ]  # fmt: skip


def test_a_key_with_a_line_break_breaks_no_line(file: Path) -> None:
    key, name = faults(file, 'commands:\n  "a\\nb": Bad One')
    assert key.startswith("app.yaml:2: commands.a b: 'Bad One' cannot be a command")
    assert name.startswith(r"app.yaml:2: unknown command 'a\nb'")


def test_no_file_says_how_to_make_one(file: Path) -> None:
    with pytest.raises(SetupError, match=r"app\.yaml: there is no such file; make one with .*PIAZ"):
        settings.read(file)


def test_what_is_no_text_file_is_told(file: Path) -> None:
    file.write_bytes("slack: {}\ncompany: {name: Caffè}\n".encode("latin-1"))
    with pytest.raises(SetupError, match=r"app\.yaml:2: not UTF-8; save the file"):
        settings.read(file)
    with pytest.raises(SetupError, match="cannot be read: Is a directory"):
        settings.read(file.parent)


# ---- Values mean what they look like ----


def test_words_stay_words(file: Path) -> None:
    text = (
        "company: {name: 007, country: no, guests: yes}\n"
        "schedules:\n  kudos.digest: {at: 15:00, on: Friday}\n  kudos.gratitude: {at: 8:30}\n"
        "skills: {kudos: {values: [no, on, 1.10, 2026-01-01], weeks: 2, allowance: '3'}}"
    )
    read = load(file, text.replace("[no, on, 1.10,", "[no, on, '1.10',"))
    assert (read.company.name, read.company.country) == ("007", "NO")
    assert read.company.guests
    assert read.schedules["kudos.digest"].at == time(15)
    assert read.schedules["kudos.digest"].on == "friday"
    assert read.schedules["kudos.gratitude"].at == time(8, 30)
    assert read.skill("kudos") == Thanks(
        values=["no", "on", "1.10", "2026-01-01"], weeks=2, allowance=3
    )


def test_a_file_of_another_system_reads_the_same(file: Path) -> None:
    file.write_bytes("\ufeffcompany:\r\n  name: Caffè\r\n".encode())
    assert settings.load(file, MODELS, {}).company.name == "Caffè"


def test_skills_are_named_before_their_settings_are_known(file: Path) -> None:
    file.write_text("company: {}\nskills:\n  cm:\n  kudos: {weeks: 9}\n  gone:\n")
    document = settings.read(file)
    assert list(document.skill_names.items()) == [("cm", 3), ("kudos", 4), ("gone", 5)]


def test_a_section_whose_lines_are_all_commented_out_is_its_defaults(file: Path) -> None:
    read = load(file, "company:\n  # name: X\nslack:\ncommands:\nroles:\n  cm:\nskills:\n")
    assert dict(read) == dict(Settings()) | {"secrets": read.secrets}


def test_nothing_can_be_set_afterwards(file: Path) -> None:
    with pytest.raises(ValueError, match="frozen"):
        load(file, "company:").company.guests = True


# ---- With the environment ----


def test_secrets_never_show(file: Path) -> None:
    canaries = {
        "SLACK_BOT_TOKEN": "xoxb-canary",
        "SLACK_SIGNING_SECRET": "canary",
        "SLACK_APP_TOKEN": "xapp-canary",
        "TEAMS_APP_ID": "app",
        "TEAMS_TENANT_ID": "tenant",
        "TEAMS_APP_PASSWORD": "canary",
        "OPENAI_API_KEY": "canary",
        "DATABASE_URL": "postgresql://piazza:canary@db/piazza",
    }
    read = load(file, "slack:", **canaries)
    assert read.secrets.slack_bot_token is not None
    assert read.secrets.slack_bot_token.get_secret_value() == "xoxb-canary"
    assert "canary" not in f"{read!r} {read} {read.model_dump()}"


@pytest.mark.parametrize(
    ("url", "used"),
    [
        ("postgres://a:b@db/x", "postgresql+psycopg://a:b@db/x"),
        ("postgresql://db/x", "postgresql+psycopg://db/x"),
        ("postgresql+psycopg:///x?host=/run/pg", "postgresql+psycopg:///x?host=/run/pg"),
        ("sqlite:////var/piazza.db", "sqlite:////var/piazza.db"),
    ],
)
def test_the_database_of_the_environment_wins(file: Path, url: str, used: str) -> None:
    assert load(file, "database: {url: 'sqlite:///own.db'}", DATABASE_URL=url).database_url == used


def test_the_database_lies_in_the_data_folder_unless_told(file: Path) -> None:
    here = Path.cwd()
    assert load(file, "slack:").database_url == f"sqlite:///{here}/.piazza/piazza.db"
    assert load(file, "slack:", PIAZZA_HOME="x").database_url == f"sqlite:///{here}/x/piazza.db"
    assert load(file, "database: {url: 'sqlite:///own.db'}").database_url == "sqlite:///own.db"


def test_where_the_settings_are(file: Path) -> None:
    assert settings.config_path({}) == file
    assert settings.config_path({"PIAZZA_CONFIG": "/etc/piazza.yaml"}) == Path("/etc/piazza.yaml")


def test_defaults_without_a_file_are_good_for_tests() -> None:
    assert Settings(skills={"kudos": Thanks()}).skill("kudos") == Thanks()
    assert Settings().secrets == Secrets()


def test_distance_counts_what_typing_gets_wrong() -> None:
    assert distance("paused", "pasued") == 1
    assert distance("kudos", "kdos") == distance("kudos", "kuudos") == distance("kudos", "kudas")
    assert distance("", "at") == 2
    assert nearest("hort", ["host", "port", "name"]) == ["host", "port"]
    assert nearest("zebra", ["host", "port"]) == []


# ---- Whatever is written, the answer is lines ----

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
KEYS = [key for section in Sheet.model_fields for key in keys_of(models_at(Sheet, [section]))]
names = st.sampled_from(KEYS) | st.text(max_size=5)
trees: st.SearchStrategy[Any] = st.dictionaries(
    st.sampled_from(list(Sheet.model_fields)),
    st.recursive(
        scalars, lambda x: st.lists(x, max_size=3) | st.dictionaries(names, x, max_size=4)
    ),
)


def said(file: Path) -> list[str]:
    try:
        settings.load(file, MODELS, {}, KNOWN)
    except SetupError as error:
        return str(error).split("\n")
    return []


@budget(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=60) | trees.map(yaml.safe_dump) | st.text(":-#'\"[]{}&*!|>%@ \n\tab"))
def test_any_text_is_settings_or_lines_that_say_where(file: Path, text: str) -> None:
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    assert all(re.match(r"app\.yaml:\d+: .", line) for line in said(file))
