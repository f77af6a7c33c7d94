"""What is new in a reply."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdesk.mailbox.quoting.replies import ReplyParts, split_reply, without_our_mail

QUOTE = "> Dear Ann,\n>\n> which printer is it?\n>\n> The desk"
WROTE = "On Tue, Nov 16, 2021 at 7:42 PM IT desk <it@example.org> wrote:"


def new_of(*paragraphs: str, sender: str = "") -> str:
    return split_reply("\n\n".join(paragraphs), sender).new


def test_the_answer_above_a_quote_is_new_and_the_rest_is_quoted() -> None:
    parts = split_reply(f"The one on floor 2.\n\n{WROTE}\n\n{QUOTE}\n")

    assert parts == ReplyParts("The one on floor 2.", f"{WROTE}\n\n{QUOTE}", "")


def test_the_answer_below_a_quote_is_new() -> None:
    assert new_of(f"{WROTE}\n{QUOTE}", "The one on floor 2.") == "The one on floor 2."


def test_text_above_and_below_one_quote_is_new() -> None:
    assert new_of("Hello,", f"{WROTE}\n{QUOTE}", "Floor 2.\n\nAnn") == "Hello,\n\nFloor 2.\n\nAnn"


def test_answers_between_quoted_lines_keep_the_mail_whole() -> None:
    mail = f"{WROTE}\n> Which printer?\n\nThe one on floor 2.\n\n> Since when?\n\nYesterday."

    assert split_reply(mail) == ReplyParts(mail, "", "")


def test_a_quote_cut_down_by_hand_keeps_its_answer_in_sight() -> None:
    mail = "> Since when?\nYesterday."

    assert new_of(mail) == mail


def test_a_passage_quoted_by_hand_above_the_clients_quote_is_kept() -> None:
    assert new_of("She wrote me:\n> out of paper", f"{WROTE}\n{QUOTE}") == "She wrote me:\n> out of paper"


def test_a_quote_without_attribution_below_the_text_is_not_new() -> None:
    assert new_of("Floor 2.", "> Which printer?") == "Floor 2."


@pytest.mark.parametrize(
    "mail",
    [
        "The log says:\n\n> disk full\n> giving up",
        "It has to be\n> 12",
        "I type\n\n>>> import antigravity\n>>> 1",
        "Visit us now\n>>> >>> http://www.example.org <<<\nby the link above",
    ],
    ids=["below a colon", "within a sentence", "a prompt", "arrows"],
)
def test_what_only_looks_like_a_quote_stays(mail: str) -> None:
    assert new_of(mail) == mail


def test_lines_that_a_gateway_broke_within_a_quote_belong_to_it() -> None:
    broken = (
        "> we have looked at the printer on floor two and found that its drum is used u\n"
        "p since Monday\n"
        ">\n"
        "> See the manual (https://example.org/manual\n"
        "page=12)\n"
        ">\n"
    )

    assert new_of("Thank you, that is kind.", f"{WROTE}\n{broken}") == "Thank you, that is kind."


@pytest.mark.parametrize(
    "block",
    [
        "From: IT desk <it@example.org>\nSent: Tuesday, 16 November 2021 19:42\nTo: Ann\nSubject: Printer",
        "*From:* IT desk\n*Sent:* 2021-11-16\n*To:* ann@example.org\n*Subject:* RE: Printer",
        "From: IT desk\n<it-desk-with-a-long-name@example.org>\nSent: 16.11.2021\nTo: Ann\nSubject: Printer",
        "________________________________\nFrom: it@example.org\nDate: Tue, 16 Nov 2021 19:42:10 +0100",
        "From: IT desk\nSent: Friday, November 28, 2014 12:35 PM\nTo: Ann Lee",
        "-----Original Message-----\nFrom: IT desk\nSent: 16.11.2021 19:42",
        "----- Original Message ----- From: it@example.org To: ann@example.org Sent: Monday Subject: Printer",
        "________________________________\nAbcd: IT desk <it@example.org>\nEfg: 16. 11. 2021 19:42\nHij: X",
        "##- Please type your reply above this line -##",
        "---------- Forwarded message ---------\nFrom: it@example.org",
    ],
    ids=[
        "Outlook",
        "bold",
        "broken",
        "two fields",
        "Windows",
        "marker",
        "one line",
        "unknown language",
        "desk",
        "forward",
    ],
)
def test_an_older_mail_without_marks_ends_the_new_text(block: str) -> None:
    assert new_of("Floor 2.", f"{block}\n\nDear Ann,\n\nwhich printer is it?") == "Floor 2."


def test_an_older_mail_with_nothing_above_it_is_kept() -> None:
    mail = "From: IT desk <it@example.org>\nSent: 16.11.2021 19:42\nSubject: Printer\n\nmy answer in blue"

    assert new_of(mail) == mail


@pytest.mark.parametrize(
    "mail",
    [
        "Please book the train.\n\nFrom: Berlin\nTo: Hamburg\nDate: 12 May",
        "I am out.\nFrom: 9:00\nTo: 17:00",
        "Please move:\n\nFrom: ann@old.example\nTo: ann@new.example\nDate: Friday 10:00\n\nThanks, Ann",
        "Alert\n\n---- Details ----\nHost: a\nUser: Ann <ann@example.org>\nTime: 2021-02-05 10:12\nError: full",
        "Bitte buchen.\n\nVon: Berlin\nNach: Rom\nAn: Montag\nAm: 28.11.2014 12:35",
        "请订票。\n\n从: 北京\n到: 上海\n时间: 2014年11月28日 12:35",
        "Headers:\n\nReceived: by mx.example.org\nFrom: e@example.org\nSubject: You won\n\nWhat now?",
        "On 5 May at 10:30 my boss wrote me the following:\nplease call the help desk\nand then it crashed.",
        "Bob said on 12.12.2023 at 10:15 (bob@example.org):\n'the VPN is broken'\nCan you check?",
        "Original message:\nthe text\nis missing",
        "Good morning\nI wrote:\nno answer came",
    ],
    ids=[
        "a journey",
        "hours",
        "a move",
        "an alert",
        "a German journey",
        "a Chinese journey",
        "raw headers",
        "a story",
        "a saying",
        "a heading",
        "a complaint",
    ],
)
def test_what_only_looks_like_an_older_mail_stays(mail: str) -> None:
    assert new_of(mail) == mail


def test_a_mail_that_is_only_a_quote_has_nothing_new() -> None:
    assert split_reply(f"{WROTE}\n\n{QUOTE}").new == ""


def test_marked_lines_alone_of_which_nobody_says_whose_they_are_are_kept() -> None:
    assert split_reply("> The printer\n> burns.").new == "> The printer\n> burns."


@pytest.mark.parametrize(
    "quote",
    [
        "Wednesday, February 5, 2020, 10:12:13 AM, you wrote:\n\nAL> Does it\nAL> burn?",
        "Вы писали 5 февраля 2020 г., 10:12:13:\n\nА> Does it\nА>> indeed\nА> burn?",
        "On Wed, 5 Feb 2020 10:12:13 +0100\nAnn <ann@example.org> wrote:\n\n| Does it\n| burn?",
    ],
)
def test_initials_and_bars_below_an_attribution_mark_a_quote(quote: str) -> None:
    assert split_reply(f"It does.\n\n{quote}\n").new == "It does."
    assert split_reply(f"{quote}\n\nIt does.").new == "It does."


@pytest.mark.parametrize(
    "mail",
    [
        "This fails:\n\nPS> Get-Printer\nPS> Get-Job",
        "The query of 5.2.2020 10:12:\n\nSQL> select\nSQL> from",
        "Our rooms:\n\n| room | floor |\n| 12 | 2 |",
    ],
)
def test_prompts_and_tables_are_text(mail: str) -> None:
    assert split_reply(mail).new == mail


def test_a_phone_footer_above_a_quote_is_nothing_new() -> None:
    assert split_reply(f"Sent from my iPhone\n\n{WROTE}\n\n{QUOTE}").new == ""


def test_a_mail_that_is_only_a_signature_is_kept() -> None:
    assert new_of("--\nAnn Lee\n030 1234567") == "--\nAnn Lee\n030 1234567"


def test_a_gateways_warning_on_top_is_not_new() -> None:
    warning = (
        "CAUTION: This email originated from outside of the organization. Do not click links\n"
        "unless you know the content is safe."
    )

    assert split_reply(f"{warning}\n\nThe printer burns.").new == "The printer burns."


def test_a_text_of_too_many_lines_is_kept_whole() -> None:
    mail = "x\n> y\n" * 10_000

    assert split_reply(mail).new == mail.strip()


SENT = """Hello Ann,

we have your request about the printer and gave it the number 12. A technician will answer
before Tuesday, 10:00.

Kind regards
The IT desk"""


@pytest.mark.parametrize(
    "quoted",
    [
        SENT,
        SENT.replace("\n", "\n> "),
        SENT.replace("the number 12. A", "the\n>> number 12.\n>> A"),
        f"A. Technician schreef iets anders op maandag om 10:00 <it@example.org>:\n{SENT}",
    ],
    ids=["bare", "marked", "wrapped anew", "below an attribution"],
)
def test_our_own_mail_quoted_back_is_known_without_any_mark(quoted: str) -> None:
    assert split_reply(without_our_mail(f"It works now.\n\n{quoted}", [SENT])).new == "It works now."


def test_answers_between_our_lines_are_kept() -> None:
    mail = SENT.replace("10:00.", "10:00.\nTuesday is too late!")

    assert without_our_mail(mail, [SENT]) == "Tuesday is too late!\n\nKind regards\nThe IT desk"


def test_a_few_of_our_words_in_somebodys_own_sentence_stay() -> None:
    mail = "You say: a technician will answer before Tuesday, but it is Friday."

    assert without_our_mail(mail, [SENT]) == mail


def test_a_short_mail_of_ours_is_known_when_it_stands_there_whole() -> None:
    assert without_our_mail("Done.\n\nPlease restart it.", ["Please restart it."]) == "Done."


LINES = st.sampled_from(
    [
        "",
        "yes",
        "It works, thank you.",
        "> quoted",
        ">",
        ">> deeper",
        WROTE,
        "On 5 May 2020 at 10:10,",
        "Ann <ann@example.org> wrote:",
        "wrote:",
        "From: Ann <ann@example.org>",
        "Sent: 5.5.2020 10:10",
        "Subject: x",
        "-----Original Message-----",
        "---------- Forwarded message ---------",
        "________________________________",
        "-- ",
        "--",
        "Kind regards",
        "Ann Lee",
        "Tel. 030 1234567",
        "Sent from my iPhone",
    ]
)
MAILS = st.lists(LINES, max_size=14).map("\n".join)


@given(st.one_of(st.text(max_size=400), MAILS))
def test_splitting_never_raises_and_loses_no_word(text: str) -> None:
    parts = split_reply(text)

    kept = parts.new + parts.quoted + parts.signature
    assert sorted("".join(kept.split())) == sorted("".join(text.split()))


@given(MAILS)
def test_an_interleaved_mail_keeps_its_order(text: str) -> None:
    parts = split_reply(text)

    assert parts.quoted or "".join(parts.new.split()) in "".join(text.split())


@given(st.one_of(st.text(max_size=200), MAILS), st.lists(MAILS, max_size=3))
def test_taking_our_mail_off_never_raises_and_invents_nothing(text: str, ours: list[str]) -> None:
    left = without_our_mail(text, ours)

    assert set(left.split()) <= set(text.split())


TEXTS = st.sampled_from(["Floor 2.", "Hello,\n\nit is the one on floor 2.\nThank you\n\nAnn", "- one\n- two"])
SIGNATURES = st.sampled_from(
    ["", "-- \nAnn Lee\nTel. 030 1234567", "Sent from my iPhone", "Kind regards\nAnn"]
)
OLDER = st.sampled_from(
    [
        f"{WROTE}\n\n{QUOTE}",
        "From: it@example.org\nSent: 16.11.2021 19:42\nTo: a@example.org\nSubject: Printer\n\nWhich?",
        "Am 16.11.2021 um 19:42 schrieb IT desk <it@example.org>:\n\nWhich printer?",
    ]
)


@given(TEXTS, SIGNATURES, OLDER)
def test_what_is_new_of_a_mail_is_all_new_when_split_again(text: str, signature: str, older: str) -> None:
    new = split_reply(f"{text}\n\n{signature}\n\n{older}").new

    assert new.startswith(text)
    assert split_reply(new).new == new
