"""What people say of themselves and ask for when they write to a desk, and what machines say of themselves: [persons]
of every language's data, whose English says what each row is for. `rules.silence.weighing` says what they weigh.
"""

from __future__ import annotations

from frontdesk.rules.understood import words
from frontdesk.rules.word_tables import words as words_of

SPEAKS_OF_ITSELF = words("persons.speaks_of_itself")
SPEAKS_IN_ONE_WORD = words("persons.speaks_in_one_word")
WANTS = words("persons.wants")
# Beside what machines say when they answer (`absence_words.MACHINE_SAYS`).
SAYS_MACHINE = words("persons.says_machine")


# As User-Agent or X-Mailer name them: programs in which people write and that nobody writes scripts for.
PERSONS_CLIENTS = (
    *(
        "thunderbird",
        "apple mail",
        "iphone mail",
        "ipad mail",
        "android",
        "outlook-ios",
        "k-9 mail",
        "evolution",
    ),
    *("kmail", "mutt", "roundcube", "emclient", "claws mail", "airmail", "sylpheed", "the bat", "mailspring"),
    *("seamonkey", "postbox", "betterbird", "webmail", "yahoo", "sogo", "horde", "squirrelmail", "rainloop"),
    *("open-xchange", "protonmail", "zimbra", "microsoft outlook", "microsoft-macoutlook", "outlook express"),
)

# Names and addresses of what is no person. Whole words of them.
NO_PERSON = words_of("""
    alert alerts alarm alarms admin-robot audit auto autobot automation automat automatic azure backup backups billing
    bot bots build buildbot calendar ci confluence cron daemon deploy donotreply dienst event events fax gitlab github
    hinweis icinga info-mail invoice jenkins jira job jobs log logs logwatch mailer mailing mdaemon monitor monitoring
    munin nagios news newsletter no-reply noreply notice notification notifications notify notifier nobody postmaster
    prometheus promo registration reminder report reporter reports robot root scan scanner scheduler script security
    sentry server service services shop smartd spam status support-robot system sysadmin task tasks ticketing tracker
    tracking uptime uptimerobot ups update updates voicemail watchdog watcher webmaster wordpress www www-data zabbix
""")
