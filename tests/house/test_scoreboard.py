"""The corpus of real mails is read as well as issue 3 asks for; see `make scoreboard` for the whole table."""

from __future__ import annotations

import pytest
from scoreboard.frame import CATEGORY_MODULES, CorpusMissing, corpus_folder, missed, run_categories


@pytest.mark.slow
@pytest.mark.corpus
@pytest.mark.parametrize("name", CATEGORY_MODULES)
def test_every_target_of_a_category_is_met_on_the_corpus(name: str) -> None:
    try:
        corpus = corpus_folder()
    except CorpusMissing as problem:
        pytest.skip(str(problem))

    categories = run_categories(corpus, (name,))

    assert categories, f"tests/scoreboard/{name}.py is missing"
    assert missed(categories) == []
