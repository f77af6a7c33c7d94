"""The demo's company: three departments, who heads them, and what their people ask in a month."""

from __future__ import annotations

from typing import NamedTuple

from frontdesk.demo.people import ANN, BOB, CARL, DORA, FAY, FINN, FLO, HANNA, PAUL, PETE, PIA, SAM, Person


class Asked(NamedTuple):
    """One request: who writes what, how it is resolved. `minutes`: of work, 0 where nobody says. `within`: the hours
    until a person answers; `more`: those until it is resolved, 0: with that answer; None: it is still open."""

    who: Person
    subject: str
    text: str
    label: str
    resolution: str
    minutes: int
    within: float
    more: float | None = 0


class Part(NamedTuple):
    """A department. `cares`: who looks after it in the team."""

    name: str
    head: Person
    cares: Person
    people: tuple[Person, ...]


DEPARTMENTS = (
    Part("Sales", HANNA, ANN, (CARL, DORA, SAM)),
    Part("Production", PAUL, BOB, (PETE, PIA)),
    Part("Finance", FAY, ANN, (FINN, FLO)),
)

# Enough for each department to be a customer from the first week on.
FIRST_WEEK = (
    Asked(PETE, "The label printer is silent", "It takes the job and prints nothing.", "printing",
          "The queue was stuck; it is emptied now.", 10, 0.3),
    Asked(FINN, "No access to the ledger", "It says that my password has expired.", "password",
          "A new password is set; please change it once.", 5, 0.2),
)  # fmt: skip

MONTH = (
    Asked(DORA, "VPN drops at home", "Every ten minutes I am thrown out.", "vpn",
          "Your router's old firmware was the cause; it is updated.", 35, 0.7, 3),
    Asked(PIA, "Scanner reads nothing", "Scanner 4 at the dock only beeps.", "devices",
          "A new battery, and it reads again.", 15, 0.4),
    Asked(SAM, "Price list can't be opened", "Excel says that it is damaged.", "software",
          "Restored from last night's copy.", 20, 1.1, 2),
    Asked(FLO, "A second screen, please", "The month's closing needs two.", "new things",
          "It stands on your desk.", 30, 2.2, 26),
    Asked(SAM, "Offer won't print", "It says: out of memory.", "printing",
          "One picture was huge; it is smaller now.", 15, 0.5),
    Asked(PETE, "Labels come out crooked", "Each one is a little more askew.", "printing",
          "The roller was worn; it is replaced.", 40, 0.9, 4),
    Asked(DORA, "VPN again", "In the train it doesn't connect at all.", "vpn",
          "The train's network blocks it; port 443 is set as the second way.", 25, 0.5),
    Asked(FINN, "Bank program asks for an update", "And the update asks for an administrator.", "software",
          "Updated for all three of you.", 15, 1.4),
    Asked(SAM, "Printer 2 prints twice", "Since Monday, every page.", "printing",
          "The new driver again; the print server is cured of it now.", 20, 0.3),
    Asked(CARL, "VPN on the new laptop", "It isn't in the list of programs.", "vpn",
          "Installed.", 10, 0.8),
    Asked(PIA, "A login for a new colleague", "Jo Young begins on Thursday.", "people",
          "Account, badge and scanner login are ready.", 30, 3.5, 20),
    Asked(CARL, "Phone rings at my old desk", "Customers reach the meeting room.", "phone",
          "Your number has moved with you.", 10, 0.6),
    Asked(PETE, "Wi-Fi is gone at gate 3", "The scanners lose the order halfway.", "wifi",
          "A forklift had cut the cable; it is mended and moved up.", 90, 1.8, 22),
    Asked(DORA, "Calendar shows the wrong hours", "All meetings an hour late.", "software",
          "The time zone was still Lisbon's. Welcome back.", 5, 0.2),
    Asked(DORA, "Customer list won't sort", "By town, it jumps.", "software",
          "A hidden row was in the way.", 10, 1.5),
    Asked(FLO, "Shared folder is full", "We can't save the invoices.", "files",
          "Twice the space now, and a warning at nine tenths.", 20, 0.8, 1),
    Asked(SAM, "VPN asks for a code that never comes", "I wait, and nothing comes.", "vpn",
          "The old phone was still registered; the new one is now.", 15, 0.4),
    Asked(PIA, "The terminal at line 2 restarts", "About once an hour, by itself.", "devices",
          "A loose plug behind the panel.", 35, 1.2, 5),
    Asked(CARL, "Offer template has the old logo", "Customers have noticed.", "software",
          "Replaced in all four templates.", 10, 2.6),
    Asked(SAM, "Nothing prints in room 4", "Three of us wait.", "printing",
          "Paper from another maker had jammed it; it is out.", 20, 0.2),
    Asked(FINN, "A mail that looks wrong", "Our director wants gift cards?", "mail",
          "A fraud: you did right. It is blocked for everybody.", 10, 0.1),
    Asked(PETE, "Forgot my password", "After two weeks at sea.", "password",
          "A new one is set.", 5, 0.2),
    Asked(DORA, "VPN is slow", "Quotes take minutes to open.", "vpn",
          "", 0, 0.9, None),
    Asked(SAM, "A headset, please", "Mine crackles.", "new things",
          "It lies at the front desk for you.", 10, 1.7, 24),
    Asked(CARL, "VPN asks twice for my name", "Each morning.", "vpn",
          "It remembers it now.", 10, 1.9),
    Asked(PIA, "Two badges don't open gate 1", "Since the weekend.", "building",
          "Both are written anew.", 20, 0.7),
    Asked(FLO, "The tax program can't find its data", "Since the folder grew.", "files",
          "Its path is set to the new place.", 15, 0.5),
    Asked(CARL, "VPN on my tablet", "Can I have it there, too?", "vpn",
          "It is set up; the guide is in your mailbox.", 25, 4.5, 3),
    Asked(PETE, "Printer at the dock smears", "The drivers can't read the papers.", "printing",
          "A new drum.", 25, 1.1),
    Asked(DORA, "Printed offers have no header", "Only the text comes.", "printing",
          "The driver's draft mode was on.", 10, 0.9),
    Asked(DORA, "Contacts are doubled", "Every customer twice.", "software",
          "Merged; nothing is lost.", 30, 0.6, 6),
    Asked(SAM, "Screen flickers", "From ten o'clock on.", "devices",
          "", 0, 1.3, None),
    Asked(PIA, "The order list is empty", "Line 1 stands still!", "software",
          "A lock from the night's run; it is released, and the run is mended.", 45, 0.1, 0.5),
    Asked(FINN, "Can the scanner send to me?", "It only sends to Flo.", "devices",
          "You are in its list now.", 5, 0.9),
    Asked(SAM, "VPN in the hotel", "The page of the hotel won't come up.", "vpn",
          "Open it before you connect; I have written down how.", 15, 0.4),
)  # fmt: skip

# What people say when they are asked; None: they don't answer.
RATINGS: tuple[tuple[int, str] | None, ...] = (
    (5, "So quick, thank you!"),
    (4, ""),
    (2, "Two days until somebody looked."),
    None,
    (5, "Friendly as ever."),
    (4, "Good. A word beforehand would be better still."),
    (5, ""),
)
SORRY = "I am sorry, that was too long. I have looked at why, and it will not happen again. Mia"

SENTENCE = "The print server was replaced in the second week; since then nobody has had a page twice."
CALLED = "They close the year from the 3rd on and need nobody to touch the ledger until then."
NEWS = (
    "Since you ask: on the 1st two new colleagues begin with us. They will need laptops, phones and the price lists."
    "\n\nHanna"
)
