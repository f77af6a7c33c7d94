"""What is known of the corpus's mails beyond its own notes: who is a machine, and what is only taste."""

from __future__ import annotations

from frontdesk.rules.silence.guards import SilenceKind

TASTE = {
    "sisimai/lhost-sendmail-14.eml": "a person forwarding a bounce: to a desk that is an ordinary mail",
    "flufl/groupwise_03.txt": "a person's mail from Outlook, there to show that a detector doesn't crash",
    "chatwoot_auto/notification.eml": "no header, sender or word tells it from a person's mail",
}

# Sisimai calls it soft when a server refuses after DATA with "user unknown" (filtered): a habit of Japanese
# carriers, while elsewhere the address is simply unknown.
SOFT_BY_SISIMAI = ("filtered",)

# The machines among the parsers' samples, each looked at by a person; everything else there is people's mail.
AUTOMATIC_IN_PARSE = {
    SilenceKind.BOUNCE: (
        "chatwoot/bounced_gmail.eml",
        "chatwoot/bounced_with_no_from.eml",
        "cpython/msg_16.txt",
        "cpython/msg_25.txt",
        "cpython/msg_42.txt",
        "cpython/msg_43.txt",
        "enmime/multipart-wo-boundary.raw",
        "mikel_mail/multipart_report_emails__multi_address_bounce1.eml",
        "mikel_mail/multipart_report_emails__multi_address_bounce2.eml",
        "mikel_mail/multipart_report_emails__multipart_report_multiple_status.eml",
        "mikel_mail/multipart_report_emails__report_530.eml",
        "mimekit_messages/bounce.txt",
        "mimekit_messages/delivery-status-multiple-blank-lines.txt",
        "mimekit_messages/delivery-status-no-blank-line.txt",
        "mimekit_messages/delivery-status.anonymized.eml",
        "mimekit_messages/delivery-status.txt",
        "mimekit_messages/delivery-status2.txt",
        "postal_mime/fixtures__bounce.eml",
        "webklex/example_bounce.eml",
    ),
    SilenceKind.DELAY: (
        "mikel_mail/mime_emails__raw_email_with_mimepart_without_content_type.eml",
        "mikel_mail/multipart_report_emails__report_422.eml",
    ),
    SilenceKind.RECEIPT: (
        "mimekit_messages/disposition-notification.anonymized.eml",
        "mimekit_messages/disposition-notification.txt",
    ),
    SilenceKind.FEEDBACK: ("mimekit_messages/feedback-report.txt", "postal_mime/fixtures__arf.eml"),
    SilenceKind.AUTO_REPLY: (
        "chatwoot/auto_reply.eml",
        "chatwoot/non_utf_encoded_mail.eml",
        "phpmmp/issue212.eml",
    ),
    SilenceKind.CALENDAR: (
        "phpmmp/m0020.eml",
        "postal_mime/fixtures__calendar-event.eml",
        "rspamd/alt-html-calendar.eml",
    ),
    SilenceKind.LIST: (
        "cpython/msg_02.txt",
        "mikel_mail/error_emails__empty_in_reply_to.eml",
        "phpmmp/issue84.eml",
        "phpmmp/m0024.eml",
        "rspamd/arcbad.eml",
        "rspamd/ham.eml",
        "stalwart_thirdparty/014.eml",
        "webklex/1366671050@github.com.eml",
    ),
    SilenceKind.BULK: (
        "cpython/msg_32.txt",
        "cpython/msg_33.txt",
        "mikel_mail/error_emails__bad_date_header.eml",
        "phpmmp/m0015.eml",
        "rspamd/gtube.eml",
        "rspamd/newsletter.eml",
    ),
    SilenceKind.ROBOT: (
        "chatwoot/auto_reply_with_auto_submitted.eml",
        "mikel_mail/error_emails__encoding_madness.eml",
        "mikel_mail/plain_emails__raw_email_trailing_dot.eml",
        "phpmmp/m0009.eml",
        "rspamd/transactional.eml",
        "webklex/issue-275.eml",
        "webklex/issue-382.eml",
    ),
}
