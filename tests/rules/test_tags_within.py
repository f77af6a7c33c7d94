"""Tags among a technician's words: what a customer would read, and what is only a button or another's brackets."""

from __future__ import annotations

import pytest

from frontdesk.rules.tags.within import tags_within

MEANT = [
    "new toner {}", "I changed it. new toner {}", "new toner {}.", "Done! {} Thanks for waiting.", "{} - Ann",
    "Hi Carl,\n\nnew toner is in.\n\nBest\nAnn {}", "- {}", "new toner\n\n* {} now", "new toner ({})", "[{}] new toner",
    "new toner {} [time=15m]", "> Which toner?\nThe blue one. {}",
]  # fmt: skip
TAGS = [
    "[resolved]",
    "[Resolved]",
    "[erledigt]",
    "[waiting]",
    "[assign=bob]",
    "[prio=high]",
    "【resolved】",
    "[closed]",
]


@pytest.mark.parametrize("text", MEANT)
@pytest.mark.parametrize("tag", TAGS)
def test_a_tag_that_stands_where_no_sentence_goes_on_is_found(text: str, tag: str) -> None:
    assert tag in tags_within(text.format(tag))


@pytest.mark.parametrize(
    "text",
    [
        *("he is a pain [note]", "he is a [note] pain", "he is a pain [Internal]", "I phoned [called] him"),
        *("this [assign=bob] here", "this [assign=nobody-knows] here", "this [due=someday] here"),
        *("new toner #resolved", "new toner. #resolved!", "new toner !resolve", "new toner !resolve fixed"),
        *(
            "new toner\n\n#resolved thanks",
            "he is a pain #note",
            "new toner #time=15m",
            "new toner [resovled]",
        ),
        *("press [open]", "it is [open]."),
    ],
)
def test_what_would_do_harm_is_found_wherever_it_stands(text: str) -> None:
    assert tags_within(text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "Click [Open].",
            "Click [Open] and then [Send].",
            "Press [Help] or [Status] there.",
            "Tap [Label].",
            "Drücken Sie [Hilfe].",
            "Cliquez sur [Aide].",
        ),
        *(
            "[EXTERNAL] mail",
            "see [JIRA-12]",
            "see [1] below",
            "[image]",
            "[x] done",
            "see [IT #1] and [#99]",
        ),
        *(
            "> he wrote [resolved]",
            "the [Department of Health]",
            "[Open Source]",
            "[resolved by us]",
            "[cid:x@y]",
        ),
        *(
            "C# open",
            "#1 on the list",
            "see #99",
            "use ipconfig /all",
            "me@closed",
            "# resolved it with a roller",
        ),
        *("the [open] door", "the light [status] is red", "open", "", "[", "]", "[]", "a [b", "the #hashtag"),
        *("https://x.example/#resolved-things", "file[time].log", "{resolved}", "(done)"),
    ],
)
def test_what_is_no_tag_is_text(text: str) -> None:
    assert tags_within(text) == ()


def test_a_mail_of_brackets_is_read_in_no_time_and_few_are_shown() -> None:
    assert len(tags_within("new toner [resolved] [time=15m]\n" * 50_000)) == 2
    assert len(tags_within("\n".join(f"x [time={n}m]" for n in range(99)))) == 5
