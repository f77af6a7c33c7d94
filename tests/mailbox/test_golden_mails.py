"""The pages of all mails, a language each: a change of a template shows as a change of what people read."""

import pytest
from golden_mails import PAGES, page

from frontdesk.languages import codes


@pytest.mark.parametrize("language", codes())
def test_every_mail_reads_as_on_its_language_s_page(language: str) -> None:
    assert page(language) == (PAGES / f"{language}.txt").read_text("utf-8"), (
        "read the difference as the people who get these mails; then `make golden` writes the pages anew"
    )


@pytest.mark.parametrize("language", codes())
def test_no_mail_and_no_sentence_of_a_packaged_language_falls_back_to_english(language: str) -> None:
    assert "=== still English" not in page(language)
