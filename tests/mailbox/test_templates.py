"""Which template is used, when an edit takes effect, and what becomes of a broken one."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from datetime import UTC
from html import escape
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from frontdesk.languages import codes
from frontdesk.mailbox.rendering.branches import branches
from frontdesk.mailbox.rendering.check import check_templates, copy_template, preview
from frontdesk.mailbox.rendering.gallery import gallery
from frontdesk.mailbox.rendering.good_versions import GoodVersions
from frontdesk.mailbox.rendering.must_contain import require
from frontdesk.mailbox.rendering.page import BrokenTemplate
from frontdesk.mailbox.rendering.render import NotRendered, render
from frontdesk.mailbox.rendering.samples import ALWAYS, SAMPLES, missing_values
from frontdesk.mailbox.rendering.sandbox import environment
from frontdesk.mailbox.rendering.store import TemplateStore
from frontdesk.rules.model import MailKind

PACKAGED = Path(__file__).parents[2] / "templates"
ACK = MailKind.ACKNOWLEDGEMENT
GOOD = "Subject: Ours\n\nHello from us, {{ number }}\n"


class Clock:
    """Seconds that a test moves on."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "own"
    folder.mkdir()
    return folder


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(own: Path, clock: Clock) -> TemplateStore:
    return TemplateStore(PACKAGED, own, zone=ZoneInfo("Europe/Berlin"), clock=clock)


@pytest.fixture
def write(own: Path, clock: Clock) -> Callable[..., Path]:
    def put(content: str | bytes, name: str = "en/acknowledgement.md") -> Path:
        path = own / name
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(".new")
        fresh.write_bytes(content.encode() if isinstance(content, str) else content)
        os.replace(fresh, path)
        clock.seconds += 2
        return path

    return put


def values(kind: MailKind = ACK, **changes: object) -> Mapping[str, object]:
    return {**ALWAYS, **SAMPLES[kind], **changes}


def subject(store: TemplateStore, language: str = "en") -> str:
    return render(store.get(ACK, language), values()).subject


@pytest.mark.parametrize("kind", list(MailKind))
@pytest.mark.parametrize("language", codes())
def test_every_kind_of_mail_has_a_template_in_every_language(kind: MailKind, language: str) -> None:
    store = TemplateStore(PACKAGED)
    own = PACKAGED / language / f"{kind}.md"
    assert own.is_file() or language not in ("en", "de")  # tests/golden lists what the others lack
    assert store.get(kind, language).path == str(own if own.is_file() else PACKAGED / "en" / own.name)
    assert store.troubles() == []
    words = render(store.get(kind, language), values(kind))
    assert all(words)


@pytest.mark.parametrize("kind", list(MailKind))
@pytest.mark.parametrize("language", codes())
def test_every_value_that_a_template_is_given_is_used(kind: MailKind, language: str) -> None:
    source = TemplateStore(PACKAGED).get(kind, language).source
    unused = {name for name in SAMPLES[kind] if name not in source}
    if language not in ("en", "de"):  # tests/golden shows what the others don't say yet
        english = TemplateStore(PACKAGED).get(kind, "en").source
        unused &= {name for name in SAMPLES[kind] if name not in english}
    assert unused == set()


def test_a_language_that_nobody_wrote_is_answered_in_english(store: TemplateStore) -> None:
    assert store.get(ACK, "sv").language == "en"


@pytest.mark.parametrize("language", ["", "../../etc", "e/n", "EN", "..", "x" * 1000, "de\0"])
def test_a_strangers_language_leads_out_of_no_folder(store: TemplateStore, language: str) -> None:
    assert store.get(ACK, language).path.startswith(f"{PACKAGED}/en")


def test_a_kind_that_does_not_exist_is_refused(store: TemplateStore) -> None:
    with pytest.raises(ValueError):
        store.get("../acknowledgement", "en")


def test_the_admins_file_wins_and_all_others_stay(store: TemplateStore, write: Callable[..., Path]) -> None:
    write(GOOD)
    assert subject(store) == "Ours"
    assert subject(store, "de").startswith("[IT #12]")


def test_the_admins_new_language_is_used(store: TemplateStore, write: Callable[..., Path]) -> None:
    write("Subject: Bonjour\n\nMerci.\n", "fr/acknowledgement.md")
    assert subject(store, "fr") == "Bonjour"


def test_an_edit_takes_effect_without_a_restart(store: TemplateStore, write: Callable[..., Path]) -> None:
    write(GOOD)
    subject(store)
    write(GOOD.replace("Ours", "New"))
    assert subject(store) == "New"


def test_files_are_looked_at_once_a_second_at_most(
    store: TemplateStore, write: Callable[..., Path], clock: Clock
) -> None:
    write(GOOD)
    subject(store)
    write(GOOD.replace("Ours", "New"))
    clock.seconds -= 1.5
    assert subject(store) == "Ours"
    clock.seconds += 1
    assert subject(store) == "New"


def test_a_file_that_is_taken_away_gives_the_packaged_one_back(
    store: TemplateStore, write: Callable[..., Path], clock: Clock
) -> None:
    path = write(GOOD)
    subject(store)
    path.unlink()
    clock.seconds += 2
    assert subject(store).startswith("[IT #12]")


BROKEN = {
    "Hello": (1, "first line"),
    "": (1, "first line"),
    "Subject:\n\nx": (1, "first line"),
    "Subject: x\nHello\n": (2, "must be empty"),
    "Subject: x\n\n \n": (3, "no text"),
    "Subject: x\n\n{{ nmber }}": (3, "did you mean {{ number }}"),
    "Subject: x\n\nHello\n{{ number": (4, ""),
    "Subject: x\n\nHello\n{{ number | shout }}": (4, "shout"),
    "Subject: {{ number }\n\nx": (1, ""),
    "Subject: x\n\na\n\n{{ subject.upper() }}": (5, "filter"),
    "Subject: x\n\n{% set a = 1 %}x": (3, "if and for"),
    "Subject: x\n\n{% include 'b' %}x": (3, "if and for"),
    "Subject: x\n\n{{ 'a' * 99999999999 }}": (3, "'*'"),
    "Subject: x\n\n{{ 9 ** 99 ** 99 }}": (3, "'**'"),
    "Subject: x\n\n{{ '%99999999999d' % 1 }}": (3, "'%'"),
    "Subject: x\n\n{% for a in 'abc' %}x{% endfor %}": (3, "list"),
    "Subject: x\n\n{{ range(9) }}": (3, "called"),
    "Subject: x\n\n{{ subject.__class__ }}": (3, "__class__"),
    "Subject: x\n\nx\n{{ subject.nothing }}": (4, "nothing"),
    "Subject: x\n\n{% if number %}": (3, ""),
    "Subject: x\n\n**{% if number %}bold**{% endif %}": (3, "begins outside"),
    "Subject: x\n\n{% if number %}\nx {% endif %}": (3, "lines of their own"),
    "Subject: x\n\n\x07": (3, "control"),
    "Subject: x\n\nHello,\n\n<b>thank you</b>": (5, "write **bold**"),
    "Subject: x\n\nHello <br/>": (3, "write a line break"),
    'Subject: x\n\n<a href="https://example.org">x</a>': (3, "[words](https://...)"),
    "Subject: x\n\n<!-- not shown -->": (3, "HTML isn't understood"),
    "Subject: <span>x</span>\n\nx": (1, "HTML isn't understood"),
    "Subject: x\n\n" + "{{ (" + "(" * 9000 + "1": (0, "inside one another"),
    "Subject: x\n\n" + "{{ " + "not " * 9000 + "number }}": (0, "inside one another"),
    "Subject: x\n\n" + "> " * 900 + "x": (3, "deeply"),
    "Subject: x\n\n" + "x" * 70_000: (0, "longer"),
    "Subject: x\n\n" + "{% if number %}\n" * 150 + "x\n" + "{% endif %}\n" * 150: (0, "inside one another"),
}


@pytest.mark.parametrize("content", BROKEN)
def test_a_broken_edit_leaves_the_last_version_in_force_and_says_where(
    store: TemplateStore, write: Callable[..., Path], content: str
) -> None:
    write(GOOD)
    subject(store)
    path = write(content)
    assert subject(store) == "Ours"
    line, hint = BROKEN[content]
    [trouble] = store.troubles()
    assert (trouble.path, trouble.line) == (path, line)
    assert hint in trouble.message
    assert "\n" not in trouble.message


LACKING = {
    "reply": ("{{ technician }} answers.", "{{ text }} is missing in the form 'answer'"),
    "reply, only when it is resolved": ("{% if resolved %}{{ text }}{% endif %}", "in the form 'answer'"),
    "survey": ("[5]({{ ratings[5] }})", "{{ ratings[1] }} to {{ ratings[5] }}"),
    "refusal": ("{% for p in problems %}{{ p.why }}{% endfor %}", "{{ text_back }} is missing"),
    "refusal, without a reason": ("{{ text_back }}", "{{ row.why }} (in a loop over problems) is missing"),
    "notification": ("{{ author }} wrote.", "{{ text }} is missing"),
    "notification, but for notes": (
        '{% if event == "note" %}A note{% else %}{{ text }}{% endif %}',
        "in the form 'event note'",
    ),
    "known-problem": ("We know since {{ since | datetime }}.", "{{ text }} is missing"),
    "low-rating": ("{{ customer }}: {{ rating }}", "{{ text }} is missing"),
    "check-in": ("How are you?", "{{ text }} is missing"),
}


@pytest.mark.parametrize("what", LACKING)
def test_a_template_that_would_lose_what_its_mail_is_for_is_not_used_and_says_what_to_put_in(
    store: TemplateStore, write: Callable[..., Path], what: str
) -> None:
    body, hint = LACKING[what]
    kind = MailKind(what.partition(",")[0])
    path = write(f"Subject: Ours\n\n{body}\n", f"en/{kind}.md")
    assert render(store.get(kind, "en"), values(kind)).subject != "Ours"
    [trouble] = store.troubles()
    assert trouble.path == path
    assert hint in trouble.message


def test_a_template_may_say_what_it_must_in_its_own_way(
    store: TemplateStore, write: Callable[..., Path]
) -> None:
    write("Subject: Ours\n\n> {{ text | upper }}\n", "en/reply.md")
    write(
        "Subject: Ours\n\n{% for n in (1, 2, 3, 4, 5) %}\n- [{{ n }}]({{ ratings[n] }})\n{% endfor %}\n",
        "en/survey.md",
    )
    assert store.render("reply", "en", values(MailKind.REPLY)).subject == "Ours"
    assert store.troubles() == []


@pytest.mark.parametrize("kind", list(MailKind))
@pytest.mark.parametrize("language", TemplateStore(PACKAGED).languages())
def test_every_packaged_template_says_what_it_must_in_each_of_its_forms(
    kind: MailKind, language: str
) -> None:
    template = TemplateStore(PACKAGED).get(kind, language)
    require(template, kind)
    for _, given in branches(kind):
        assert render(template, given).subject


def test_a_file_that_is_broken_from_the_start_leaves_the_packaged_one_in_force(
    store: TemplateStore, write: Callable[..., Path]
) -> None:
    write("nonsense")
    assert subject(store).startswith("[IT #12]")


def test_typographic_spaces_and_a_byte_order_mark_and_windows_line_ends_are_no_trouble(
    store: TemplateStore, write: Callable[..., Path]
) -> None:
    write("\ufeffSubject: Ours\r\n\r\n12\u00a0%, 3\u202f000 \u2013 \u200fשלום\r\n")
    assert subject(store) == "Ours"


def test_a_file_that_is_not_utf8_is_told_of(store: TemplateStore, write: Callable[..., Path]) -> None:
    write("Subject: Grüße\n\nx\n".encode("latin-1"))
    assert subject(store).startswith("[IT #12]")
    assert "UTF-8" in store.troubles()[0].message


def test_each_broken_version_is_news_once(
    store: TemplateStore, write: Callable[..., Path], clock: Clock
) -> None:
    write("broken")
    subject(store)
    assert [trouble.line for trouble in store.news()] == [1]
    clock.seconds += 2
    subject(store)
    write("broken")  # the same again, as an editor that saves twice does
    subject(store)
    assert store.news() == []
    write("broken otherwise")
    subject(store)
    assert len(store.news()) == 1
    write(GOOD)
    assert subject(store) == "Ours"
    assert store.troubles() == []


def test_a_version_is_known_again_after_a_restart(
    store: TemplateStore, own: Path, write: Callable[..., Path]
) -> None:
    write("broken")
    subject(store)
    again = TemplateStore(PACKAGED, own)
    again.refresh()
    assert [trouble.version for trouble in again.news()] == [trouble.version for trouble in store.news()]


def restarted(store: TemplateStore) -> TemplateStore:
    """Another process, with what this one kept."""
    good = GoodVersions(store.good.changes())
    return TemplateStore(store.packaged, store.overrides, good=good)


def test_a_broken_edit_leaves_the_last_version_in_force_even_after_a_restart(
    store: TemplateStore, write: Callable[..., Path]
) -> None:
    write("Subject: Ours\n\nHello")
    store.refresh()
    write("Subject: {{ broken\n\nHello")
    assert subject(restarted(store)) == "Ours"


def test_a_file_that_was_taken_away_is_not_remembered_after_a_restart(
    store: TemplateStore, write: Callable[..., Path]
) -> None:
    path = write("Subject: Ours\n\nHello")
    assert subject(store) == "Ours"
    path.unlink()
    write("p { color: #123456; }", "style.css")
    assert subject(store) != "Ours"
    write("Subject: {{ broken\n\nHello")
    assert subject(restarted(store)) != "Ours"


def test_what_was_kept_and_works_no_more_is_forgotten(
    store: TemplateStore, write: Callable[..., Path]
) -> None:
    write("Subject: {{ broken\n\nHello")
    old = TemplateStore(store.packaged, store.overrides, good=GoodVersions({"en/acknowledgement.md": "Ours"}))
    assert subject(old).startswith("[IT #12]")
    assert old.good.changes() == {}


def test_what_is_kept_is_told_once(store: TemplateStore, write: Callable[..., Path]) -> None:
    write("Subject: Ours\n\nHello")
    store.refresh()
    assert store.good.changes() == {"en/acknowledgement.md": "Subject: Ours\n\nHello"}
    store.refresh()
    assert store.good.changes() is None


def test_refreshing_finds_a_broken_edit_before_its_mail_is_due(
    store: TemplateStore, write: Callable[..., Path]
) -> None:
    write("broken", "de/survey.md")
    store.refresh()
    assert [trouble.path.name for trouble in store.news()] == ["survey.md"]


def test_a_template_that_fails_with_real_values_gives_way_to_the_packaged_one(
    store: TemplateStore, write: Callable[..., Path]
) -> None:
    write("Subject: Ours\n\n{% if first_response_by %}x{% else %}{{ number.nothing }}{% endif %}\n")
    assert store.render(ACK, "en", values()).subject == "Ours"
    assert store.render(ACK, "en", values(first_response_by=None)).subject.startswith("[IT #12]")
    assert len(store.news()) == 1


def test_values_that_no_template_can_use_are_an_error(store: TemplateStore) -> None:
    with pytest.raises(NotRendered, match="tag"):
        store.render(ACK, "en", {})


def test_the_admins_page_and_style_are_used(store: TemplateStore, write: Callable[..., Path]) -> None:
    write("<style>$style</style><p>{{ desk_name }} letterhead</p>$body", "layout.html")
    write("p { color: #123456; }", "style.css")
    page = render(store.get(ACK, "en"), values()).html
    assert 'style="color: #123456;">IT Service letterhead</p>' in page


@pytest.mark.parametrize(
    "page",
    [
        "no place for a mail",
        "$body {{ nothing }}",
        "$body {% if %}",
        "$body {{ number",
        "$body<p>{% if tag %}</p>",
        "<style>$styel</style>$body",
    ],
)
def test_a_broken_page_gives_way_to_the_packaged_one_and_is_news_once(
    store: TemplateStore, write: Callable[..., Path], page: str
) -> None:
    path = write(page, "layout.html")
    for kind in MailKind:
        assert "viewport" in render(store.get(kind, "en"), values(kind)).html
    assert [trouble.path for trouble in store.news()] == [path]


def test_a_page_that_breaks_gives_way_to_the_one_before_even_after_a_restart(
    store: TemplateStore, write: Callable[..., Path]
) -> None:
    write("<p>Ours</p>$body", "layout.html")
    store.refresh()
    write("no place for a mail", "layout.html")
    for now in (store, restarted(store)):
        assert "<p>Ours</p>" in render(now.get(ACK, "en"), values()).html


def test_a_style_that_cannot_be_read_is_blamed_and_not_the_page_beside_it(
    store: TemplateStore, write: Callable[..., Path]
) -> None:
    write("<style>$style</style><p>Ours</p>$body", "layout.html")
    style = write(b"p { color: \xff }", "style.css")
    store.refresh()
    assert "Ours</p>" in render(store.get(ACK, "en"), values()).html
    assert [trouble.path for trouble in store.news()] == [style]


@pytest.mark.parametrize(
    ("style", "line", "hint"),
    [
        ("p { color: red }\n\ndiv { margin: 0", 3, "a { of the style is never closed"),
        ("p { color: red }\n}", 2, "closes nothing"),
        ("p { color: red }\n/* for later", 2, "comment"),
    ],
)
def test_a_broken_style_is_named_as_itself_with_its_line(
    store: TemplateStore, write: Callable[..., Path], style: str, line: int, hint: str
) -> None:
    path = write(style, "style.css")
    [trouble] = check_templates(store)
    assert (trouble.path, trouble.line) == (path, line)
    assert hint in trouble.message


def test_braces_in_a_styles_texts_and_comments_are_none(
    store: TemplateStore, write: Callable[..., Path]
) -> None:
    write("""/* { */ p::before { content: "}"; color: #123456 }""", "style.css")
    assert check_templates(store) == []


def test_of_a_broken_page_and_a_broken_style_the_page_is_named_with_its_own_fault(
    store: TemplateStore, write: Callable[..., Path]
) -> None:
    page = write("<p>\n$bdy", "layout.html")
    write("p {", "style.css")
    [trouble] = check_templates(store)
    assert trouble.path == page
    assert "$body is missing" in trouble.message


@pytest.mark.parametrize("name", ["layout.html", "style.css"])
def test_page_and_style_are_copied_as_templates_are(store: TemplateStore, own: Path, name: str) -> None:
    assert copy_template(store, name, "de") == own / name
    assert (own / name).read_bytes() == (PACKAGED / name).read_bytes()
    with pytest.raises(FileExistsError):
        copy_template(store, name, "de")


def test_the_gallery_shows_every_form_of_every_mail_with_values_of_ones_own(store: TemplateStore) -> None:
    made = dict(gallery(store, ("de", "en"), {"resolution": "A <b> & more"}, "IT Desk <it@example.org>"))
    for kind in MailKind:
        assert f'<h2 id="{kind}">' in made["en.html"]
        for branch, _ in branches(kind):
            assert f"<h3>{escape(branch)}</h3>" in made["en.html"] or not branch
    assert "A &lt;b&gt; &amp; more" in made["en-follow-up-mail.html"]
    assert "IT Desk &lt;it@example.org&gt;" in made["de.html"]
    dark = made["en-follow-up-mail-dark.html"]
    assert "@media all" in dark
    assert "prefers-color-scheme: dark)" not in dark
    shown = set(re.findall(r'src="([^"]+)"', made["en.html"] + made["de.html"]))
    assert shown == set(made) - {"index.html", "en.html", "de.html"}


def test_without_any_english_template_the_store_says_so(tmp_path: Path) -> None:
    with pytest.raises(BrokenTemplate, match="no template"):
        TemplateStore(tmp_path).get(ACK, "en")


def test_checking_finds_nothing_wrong_with_what_is_packaged() -> None:
    assert check_templates(TemplateStore(PACKAGED)) == []


def test_checking_names_file_line_and_remedy(store: TemplateStore, write: Callable[..., Path]) -> None:
    write("Subject: x\n\nHello {{ custmer }}\n", "de/survey.md")
    write(GOOD, "en/acknowledgment.md")
    write(GOOD, "survey.md")
    found = [str(trouble).rpartition("/own/")[2] for trouble in check_templates(store)]
    assert found == [
        "en/acknowledgment.md: the desk reads no file of this name; is it meant to be acknowledgement.md?",
        "survey.md: it belongs into a language's folder: en/survey.md",
        "de/survey.md, line 3: {{ custmer }} isn't known here; did you mean {{ customer }}?",
    ]


def test_a_template_that_takes_too_long_ends_its_checking_process_only(tmp_path: Path) -> None:
    packaged = tmp_path / "packaged"
    (packaged / "en").mkdir(parents=True)
    for name in ("layout.html", "style.css", "en/survey.md", "en/notice.md"):
        (packaged / name).write_bytes((PACKAGED / name).read_bytes())
    found = check_templates(TemplateStore(packaged), seconds=0.00001)
    assert [(trouble.path.name, "make it simpler" in trouble.message) for trouble in found] == [
        ("notice.md", True),
        ("survey.md", True),
    ]


def test_a_preview_shows_the_sample_mail(store: TemplateStore) -> None:
    assert "24. November, 09:30 Uhr" in preview(store, "acknowledgement", "de").text


def test_a_template_is_copied_to_be_edited_and_never_over_an_edited_one(
    store: TemplateStore, own: Path
) -> None:
    path = copy_template(store, "survey", "de")
    assert path == own / "de" / "survey.md"
    assert path.read_text() == (PACKAGED / "de" / "survey.md").read_text()
    with pytest.raises(FileExistsError):
        copy_template(store, "survey", "de")
    with pytest.raises(LookupError, match=r"no survey\.md"):
        copy_template(store, "survey", "sv")


def test_whoever_fills_a_template_can_ask_what_is_missing() -> None:
    assert missing_values(ACK, values()) == ()
    assert missing_values(ACK, {**ALWAYS, "number": 1}) == (
        "encrypted",
        "first_response_by",
        "open_now",
        "opened_for_them",
        "subject",
    )


def documented(kind: MailKind) -> set[str]:
    page = (PACKAGED.parent / "docs" / "templates.md").read_text("utf-8")
    [row] = [line for line in page.splitlines() if line.startswith(f"| `{kind}` |")]
    return set(re.findall(r"`(\w+)", row))


@pytest.mark.parametrize("kind", list(MailKind))
def test_every_variable_of_a_template_is_on_the_page_for_its_editors(kind: MailKind) -> None:
    told_above = {"number", "subject", "customer"}
    inside = {
        name
        for value in SAMPLES[kind].values()
        if isinstance(value, tuple)
        for row in value
        if isinstance(row, dict)
        for name in row
    }
    assert ({*SAMPLES[kind]} | inside) - documented(kind) - told_above == set()


def test_every_filter_is_on_the_page_for_template_editors() -> None:
    page = (PACKAGED.parent / "docs" / "templates.md").read_text("utf-8")
    table = page.partition("| filter |")[2].partition("\n\n")[0]
    filters = {name for name in environment("en", UTC, "html").filters if not name.startswith("_")}
    assert filters == set(re.findall(r"`(\w+)", table))


@pytest.mark.parametrize("kind", [MailKind.NOTIFICATION, MailKind.WARNING, MailKind.ESCALATION])
@pytest.mark.parametrize("language", codes())
def test_a_mail_whose_answer_reaches_the_customer_says_so_in_its_first_line(
    kind: MailKind, language: str
) -> None:
    first, *_ = render(TemplateStore(PACKAGED).get(kind, language), values(kind)).text.partition("\n")
    assert "Carl Cole" in first
    assert "[note]" in first


@pytest.mark.parametrize("language", codes())
def test_the_first_line_of_a_notification_says_what_a_reply_does(language: str) -> None:
    template = TemplateStore(PACKAGED).get("notification", language)
    to_customer, inside = (
        render(template, values(MailKind.NOTIFICATION, note_only=note)).text.partition("\n")[0]
        for note in (False, True)
    )
    assert "Carl Cole" in to_customer
    assert "[note]" in to_customer
    assert to_customer != inside


@pytest.mark.parametrize("language", codes())
def test_a_notification_says_what_has_happened(language: str) -> None:
    template = TemplateStore(PACKAGED).get("notification", language)
    events = (
        *("new", "customer", "reply", "note", "assigned", "split", "merged"),
        *("reopened", "woke", "due", "status"),
    )
    texts = {render(template, values(MailKind.NOTIFICATION, event=event)).text for event in events}
    assert len(texts) == len(events)


@pytest.mark.parametrize("kind", list(MailKind))
@pytest.mark.parametrize("language", codes())
def test_a_mail_without_anything_optional_has_no_gaps(kind: MailKind, language: str) -> None:
    always = {
        *("number", "customer", "step", "left", "late", "ratings", "rating", "due", "day", "since", "until"),
        *("opened_at", "asked_at", "resolved_at", "target"),
    }
    bare = {name: value if name in always else _absent(value) for name, value in SAMPLES[kind].items()}
    words = render(TemplateStore(PACKAGED).get(kind, language), {**ALWAYS, **bare})
    assert "None" not in words.text
    assert "\n\n\n" not in words.text
    assert not re.search(r"<(p|li|ul|tr|table|blockquote)[^>]*>\s*</\1>", words.html)


def _absent(value: object) -> object:
    if isinstance(value, bool | int | float):
        return type(value)(0)
    return "" if isinstance(value, str) else () if isinstance(value, tuple) else None
