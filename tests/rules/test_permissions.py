"""Who may use which tag."""

import pytest

from frontdesk.rules.model import Role
from frontdesk.rules.tags.read import may, read_permissions
from frontdesk.rules.tags.table import TAGS

STRICT = {"merge": Role.MANAGER, "spam": Role.TECHNICIAN}


@pytest.mark.parametrize("tag", [spec.name for spec in TAGS])
def test_managers_may_do_all_that_technicians_may_and_customers_nothing(tag: str) -> None:
    assert may(tag, Role.MANAGER, {}) is None
    assert may(tag, Role.TECHNICIAN, {}) is None
    assert may(tag, Role.CUSTOMER, {}) == "Tags are for technicians."
    assert may(tag, Role.MANAGER, {tag: Role.MANAGER}) is None


@pytest.mark.parametrize(
    ("tag", "role", "language", "reason"),
    [
        ("merge", Role.TECHNICIAN, "en", "Only managers may use [merge]."),
        ("merge", Role.TECHNICIAN, "de", "[merge] ist Managern vorbehalten."),
        ("merge", Role.MANAGER, "en", None),
        ("spam", Role.TECHNICIAN, "en", None),
        ("split", Role.TECHNICIAN, "en", None),
        ("spam", Role.CUSTOMER, "de", "Tags sind für Techniker."),
    ],
)
def test_a_team_may_keep_a_tag_for_its_managers(
    tag: str, role: Role, language: str, reason: str | None
) -> None:
    assert may(tag, role, STRICT, language) == reason


@pytest.mark.parametrize(
    ("text", "permissions"),
    [
        ("", {}),
        ("merge=manager; spam=technician", STRICT),
        (" MERGE=Manager,spam=technician;", STRICT),
        ("merge=manager spam=technician", STRICT),
        ("duplicate=manager", {"merge": Role.MANAGER}),
    ],
)
def test_the_setting(text: str, permissions: dict[str, Role]) -> None:
    assert read_permissions(text) == permissions


def test_every_wrong_entry_is_named_with_what_is_wrong() -> None:
    with pytest.raises(ValueError) as error:
        read_permissions("marge=manager; merge=boss; split; frobnicate=manager; spam=customer; take=manager")
    told = str(error.value).split("; ")
    assert told == [
        "'marge' is no tag (merge?)",
        "'merge=boss' must end in =technician or =manager, not 'boss'",
        "'split' must end in =technician or =manager",
        "'frobnicate' is no tag",
        "'spam=customer' must end in =technician or =manager, not 'customer'",
    ]
