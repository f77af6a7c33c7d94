"""The words of machines that return mail: how their subjects begin, what they call the recipient, where the
returned mail starts, and which reasons mean that the address itself is dead.

Data only, in lower case.
"""

from __future__ import annotations


def _lines(table: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in table.strip().splitlines())


# How the subject of a report begins.
REPORT_SUBJECTS = _lines("""
    undeliverable
    undelivered
    undelivered mail returned to sender
    mail delivery failed
    mail delivery failure
    mail delivery problem
    mail delivery error
    mail delivery status
    mail delivery warning
    mail delivery (sub)system
    mail delivery subsystem
    mail delivery system
    mail delivery report
    mail delivery notification
    mail failure
    mail failed
    mail error
    mail system error
    mail not delivered
    mail could not be delivered
    mail returned
    mail status report
    message delivery failure
    message delivery has failed
    message delivery failed
    sorry, your message could not be delivered
    sorry, we could not deliver
    message delayed
    message undeliverable
    message not delivered
    message could not be delivered
    message delivery has been delayed
    message status - undeliverable
    your message could not be delivered
    your message wasn't delivered
    your mail could not be delivered
    delivery status notification
    delivery status
    delivery failure
    delivery failed
    delivery has failed
    delivery report
    delivery notification
    delivery error
    delivery problem
    delivery delayed
    delivery unsuccessful
    delivery to the following
    delayed mail
    delayed delivery
    failed delivery
    failed mail
    failed to deliver
    failure notice
    failure delivery
    failure notification
    returned mail
    returned to sender
    returned message
    returned email
    non-delivery
    non delivery
    nondeliverable
    non-deliverable
    notification d'échec
    notification of delivery
    not delivered
    notice: mail delivery status
    notice of delivery
    ndn:
    ndr:
    permanent delivery failure
    permanent error
    postmaster notify
    processing error
    rejected:
    rejected mail
    email delivery failure
    email could not be delivered
    error sending your mail
    there was an error sending your mail
    unable to deliver
    unable to send
    unzustellbar
    nicht zugestellt
    nicht zustellbar
    fehler bei der zustellung
    zustellung fehlgeschlagen
    zustellungsfehler
    benachrichtigung über zustellung
    benachrichtung zum übermittlungsstatus
    benachrichtigung zum übermittlungsstatus
    e-mail konnte nicht
    ihre nachricht konnte nicht
    non remis
    non distribuable
    non délivré
    courrier non distribuable
    échec de la remise
    échec de remise
    échec de distribution
    échec d'envoi
    notification d'état de remise
    message non remis
    remise différée
    no se puede entregar
    no se pudo entregar
    no entregado
    no entregable
    mensaje no entregado
    error de entrega
    correo devuelto
    notificación del estado de entrega
    non recapitabile
    non recapitato
    mancato recapito
    messaggio non recapitato
    impossibile recapitare
    notifica dello stato di recapito
    não entregue
    não é possível entregar
    não foi possível entregar
    falha na entrega
    falha de entrega
    mensagem não entregue
    notificação de status de entrega
    notificação do estado da entrega
    onbestelbaar
    niet bestelbaar
    niet bezorgd
    bezorging mislukt
    kan niet worden afgeleverd
    kan ikke leveres
    kunne ikke leveres
    ikke leveret
    ikke levert
    kan inte levereras
    kunde inte levereras
    ej levererat
    oleveransbar
    toimitus epäonnistui
    ei voitu toimittaa
    perille toimittamaton
    nie można dostarczyć
    niedostarczon
    niedoręczon
    zwrot poczty
    nedoručiteľné
    nedoručitelné
    nedoručené
    nelze doručit
    kézbesíthetetlen
    kézbesítési hiba
    imposibil de livrat
    nelivrabil
    ne može se dostaviti
    neisporučiv
    неуспешно доставяне
    не може да бъде доставен
    не удается доставить
    недоставлен
    не доставлено
    недоставляемое
    ваше сообщение не доставлено
    уведомление о недоставке
    не вдалося доставити
    δεν είναι δυνατή η παράδοση
    μη παραδοτέο
    teslim edilemedi
    teslim edilemeyen
    iletilemedi
    לא ניתן למסור
    לא נמסר
    غير قابل للتسليم
    تعذر تسليم
    无法投递
    无法送达
    退信
    系统退信
    無法傳遞
    無法投遞
    未送達
    未傳遞
    配信不能
    配信できません
    送信できません
    送信エラー
    配達不能
    メール送信エラー
    エラー通知
    返送メール
    배달되지 않음
    배달할 수 없음
    반송
    전송 실패
    không thể gửi
    tidak terkirim
    tidak dapat dikirim
""")

# What reports say in their text; a mail that doesn't come from a mail system needs one of these.
NOTICE_SAYS = _lines("""
    could not be delivered
    couldn't be delivered
    couldn't be found
    wasn't found at
    could not deliver
    cannot be delivered
    can not be delivered
    unable to deliver
    undeliverable
    not able to deliver
    wasn't able to deliver
    was unable to deliver
    were unable to deliver
    failed to deliver
    error delivering your mail
    error while attempting to deliver
    an error has occurred while attempting to deliver
    an error occurred while trying to deliver
    delivery has failed
    delivery to the following
    delevery to the following
    delivery failed
    delivery of email to this address
    delivery attempts will continue
    did not reach the following
    did not reach some or all
    could not be reached
    has not yet been delivered
    has been delayed
    was not delivered
    wasn't delivered
    has not been delivered
    not been delivered
    did not receive a copy of your message
    message not delivered to
    permanent fatal errors
    failed permanently
    failed recipient
    failed address
    unknown user
    user unknown
    no such user
    unknown recipient
    invalid final delivery
    mailbox is full
    mailbox exceeds
    mailbox unavailable
    over quota
    quota exceeded
    message was rejected
    automatically rejected
    has been returned because
    encountered an error
    transient non-fatal errors
    non-delivery
    non-delivered
    had delivery problems
    failure reasons
    message has not been delivered
    was not able to be delivered
    could not send your message
    could not be sent
    couldn't deliver
    recipients were affected
    delivery attempts have failed
    final-recipient:
    konnte nicht zugestellt
    nicht zugestellt werden
    n'a pas pu etre
    n'a pas pu être
    n'a pas été remis
    no pudo ser entregado
    no se ha podido entregar
    non è stato recapitato
    impossibile recapitare
    nao pode ser
    não pôde ser entregue
    niet worden bezorgd
    kon niet worden afgeleverd
    kunne ikke leveres
    kunde inte levereras
    nie mogła zostać dostarczona
    nie została dostarczona
    nelze doručit
    nebylo možné doručit
    не может быть доставлено
    невозможно доставить
    не доставлено
    не удалось доставить
    送信できませんでした
    送信に失敗しました
    配信できません
    無法傳遞
    无法投递
    无法送达
    배달하지 못했습니다
    전송하지 못했습니다
""")

# Where the notice ends and the returned mail begins: these within a line of dashes, stars or nothing else.
RETURNED_MAIL_BEGINS = _lines("""
    this is a copy of
    below this line is a copy
    below the next line is a copy
    attachment is a copy
    here is a copy of
    below is a copy of
    included is a copy
    copy of the original message
    a copy of your message
    the header of the original message
    the first 50 lines of
    the header and top
    the original message is included
    original message
    original mail
    original headers
    original message headers
    original text
    old message
    message header
    message headers
    message text follows
    message body
    returned mail
    returned message
    start of returned
    unsent message
    undelivered message
    your message reads
    your original message
    a summary of the undelivered message
    mensaje original
    mensagem original
    message original
    message d'origine
    messaggio originale
    ursprüngliche nachricht
    ursprünglicher nachrichtenkopf
    oorspronkelijk bericht
    исходное сообщение
    копия сообщения
    元のメッセージ
    原始邮件
    原信
""")

# What stands directly before a recipient's address.
RECIPIENT_LABELS = _lines("""
    recipient
    recipients
    failed recipient
    intended recipient
    following recipient
    undeliverable address
    undeliverable to
    deliver message to
    deliver mail to
    deliver to
    deliver your message to
    delivering your mail to
    delivered to
    delivered to local user
    addressed to
    was addressed
    addressed to email address
    error-for
    unknown user
    user unknown
    no such user
    invalid final delivery userid
    invalid recipient
    user's mailbox is full
    user mailbox exceeds allowed size
    mailbox full
    mailbox is full
    mailbox
    local mailbox
    attempts
    your message to
    your mail to
    your email to
    mail to
    message to
    email to
    generated from
    generated by
    expanded from
    rcpt to
    t
    error on
    gateway for
    quota violation for
    account
    user
    to
    final-recipient
    original-recipient
    adresse
    empfänger
    destinataire
    destinatario
    adressat
    получатель
    宛先
    收件人
""")

# The report speaks of its sender or of helpers here, not of the recipient.
NOT_RECIPIENT_LABELS = _lines("""
    header to
    mail from
    from
    sender
    contact
    please contact
    reply-to
    return-path
    postmaster at
    f
    message-id
    message sent by
    by
    envelope-from
    via
    questions to
    report to
    help
    an email
    example
    e.g.
    to the address
    system contact
    dear
    hello
    hallo
    hi
    bonjour
    hola
    subject
    support
""")

DELAY_SAYS = _lines("""
    has not yet been delivered
    not yet been delivered to
    not yet been delivered
    delivery attempts will continue
    has been delayed
    is delayed for
    was delayed
    message delayed
    delayed mail
    will be retried
    will continue to attempt
    will continue to try
    will keep trying
    we will continue to
    you do not need to resend
    you do not need to re-send
    do not need to resend your message
    this is just a warning
    this is a warning message only
    this is only a warning
    has been postponed
    still being retried
    temporary failure report
    transient non-fatal errors
    verzögert
    wird weiterhin versucht
    retardée
    différée
    retrasado
    ritardo nella consegna
    vertraagd
    задерживается
    延迟
    遅延
    지연
""")

# And these that nothing more will be tried.
GIVEN_UP_SAYS = _lines("""
    permanent error
    permanent failure
    permanent fatal error
    failed permanently
    no further delivery attempts
    no further attempts
    will not be retried
    giving up
    given up
    stopped trying
    removed from the mail queue
    removed from the queue
    endgültig
    définitif
    definitivamente
""")

# Reasons that lie with the sender or with what it sent, whatever else the machine says about existing or not.
SENDER_IS_AT_FAULT = _lines("""
    found, try again
    may not exist, or you may not
    sender address
    sender domain
    sender verify
    sender id
    sender was rejected
    sender rejected
    sender denied
    sender is not
    sender not
    your sender
    unroutable sender
    domain of sender
    from address
    from domain
    rfc 5322
    reverse dns
    rdns
    ptr record
    reverse lookup
    unverifyable sending
    does not have a valid ptr
    dmarc
    dkim
    spf
    authentication check
    unauthenticated
    not authenticated
    authentication required
    authentication failed
    spam
    unsolicited
    bulk
    junk
    blacklist
    black list
    block list
    blocklist
    blocked
    blocking
    denylist
    banned
    reputation
    rbl
    spamhaus
    virus
    malware
    infected
""")

# Reasons that lie with the address: whatever is sent to it, it will not arrive.
ADDRESS_IS_DEAD = _lines("""
    recipient address rejected: access denied
    user unknown
    unknown user
    unknown recipient
    recipient unknown
    unknown address
    address unknown
    addressee unknown
    unknown mailbox
    unknown or illegal
    unknown local
    unknown account
    unknown virtual
    unknown in
    is unknown
    no such user
    no such recipient
    no such mailbox
    no such address
    no such account
    no such person
    no such local user
    no mailbox here
    no mailbox
    no account
    no local mailbox
    not our customer
    not known
    user not found
    user doesn't have
    user does not exist
    user doesn't exist
    recipient not found
    recipientnotfound
    recipnotfound
    recipient name is not recognized
    recipient address not found
    address not found
    account not found
    mailbox not found
    email account that you tried to reach does not exist
    account that you tried to reach does not exist
    does not exist
    doesn't exist
    doesn t exist
    not exist
    no longer valid
    no longer exists
    no longer available
    no longer on server
    no longer with
    no longer in use
    not listed in
    not a valid
    not a known user
    invalid user
    invalid recipient
    invalid mailbox
    invalid address
    invalid final delivery
    bad destination
    bad address
    bad recipient
    wrong address
    address is wrong
    illegal alias
    unrouteable address
    unroutable address
    unrouteable mail domain
    not local
    no valid recipient
    not recognized
    mailbox unavailable
    couldn't be found
    could not be found
    wasn't found
    was not found
    matches to nameserver query
    address rejected: user
    account has been closed
    account closed
    host unknown
    unknown host
    host not found
    host or domain name not found
    name or service not known
    domain not found
    no such domain
    domain does not exist
    nonexistent domain
    no such host
    nxdomain
    bad destination system
    no mx
    null mx
    nullmx
    no smtp service
    does not accept mail
    doesn't accept mail
    not accept mail
    not accepting network messages
    has moved
    user has moved
    user not local; please try
    mailbox has moved
    changed address
    has not been collected
    did not match
    not exactly match
    nicht bekannt
    unbekannt
    existiert nicht
    inconnu
    n'existe pas
    no existe
    desconocido
    sconosciuto
    non esiste
    não existe
    desconhecido
    onbekend
    не существует
    не найден
    存在しません
    見つからない
    不存在
    존재하지
""")

# Reasons that lie with the moment, the message or a policy: the address may be as good as any.
ADDRESS_MAY_BE_FINE = _lines("""
    quota
    mailbox full
    mailbox is full
    mailbox has exceeded
    mailbox size
    mailfolder is full
    mail folder is full
    full mailbox
    too much mail
    over limit
    overquota
    exceeded the local limit
    storage limit
    limit exceeded
    limited
    exceeds allowed size
    exceeded storage
    storage exceeded
    insufficient system storage
    disk full
    no space left
    message size
    size limit
    message length exceeds
    message too big
    message is too large
    message too large
    too large
    too many recipients
    too many connections
    too many messages
    too many hops
    loop
    policy
    relay
    relaying
    access denied
    access to this system
    administrative prohibition
    prohibited
    not permitted
    not allowed
    permission
    delivery not authorized
    not authorized
    restricted
    content
    rejected by
    refused by
    messages from
    weren't sent
    transaction failed
    command output
    command died
    mailer error
    internal error
    internal system error
    service unavailable
    service not available
    temporarily
    temporary
    try again later
    greylist
    graylist
    deferred
    throttl
    rate limit
    too fast
    timeout
    timed out
    time out
    expired
    in the queue too long
    connection refused
    connection reset
    connection lost
    unable to connect
    could not connect
    establish an smtp connection
    network error
    network unreachable
    no route to host
    socket error
    tls
    starttls
    certificate
    encryption
    suspended
    disabled
    malformed
    not a member
    moderat
    group
    out of memory
    bad helo
    helo
    header error
    syntax error
    max message
    duplicate
    ldap server
""")

# What servers say when they say nothing more: the recipient it was, for whatever reason.
RECIPIENT_IS_REFUSED = _lines("""
    recipient address rejected
    recipient rejected
    address rejected
""")

# Names of hosts and links that are a reason in themselves.
LISTS_OF_THE_BLOCKED = (
    "spamhaus",
    "spamcop",
    "sorbs.",
    "barracudacentral",
    "uribl.",
    "surbl.",
    "groups.google.com/",
)
