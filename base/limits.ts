/** Every limit in one place: sizes in bytes, times in milliseconds, counts as they are. Each says where it holds. */
export const limits = {
  /** Body of a token, introspection or revocation request. */
  tokenRequestBodyBytes: 16 * 1024,
  /** Parameters in such a body. */
  tokenRequestParameters: 32,
  /** Length of a requested scope. */
  scopeLength: 2048,
  /** Length of a user name and of a password in the password grant. */
  usernameLength: 320,
  passwordLength: 1024,
  /** Length of a token that somebody asks about or revokes. */
  presentedTokenLength: 8192,
  /** Items that one statement of the identity server stores or looks up, and items that may wait for the next one. */
  batchItems: 512,
  /** Such statements under way at a time: the database works on one while the next is gathered. */
  batchStatements: 2,
  batchQueue: 20_000,
  /** Clients that the identity server keeps in memory between two changes of the registry. */
  rememberedClients: 50_000,
  /** How often the use of a secret is written down at most. */
  secretUseNotedEveryMs: 60_000,
  /** How long before it signs a key is published, so that every cache has learnt it. */
  keyPublishedAheadMs: 24 * 3600_000,
  /** How often tokens and keys are tended (expired ones swept, keys rotated), and rows a sweeping statement takes. */
  tokenTendingEveryMs: 60_000,
  sweptRows: 10_000,
  /** How long an expired token stays known, so that it can be told from one that never existed. */
  expiredTokenKeptMs: 24 * 3600_000,
  /** Body of an admin API request, declarations included. */
  adminRequestBodyBytes: 4 * 1024 * 1024,
  /** A form of the portal without files. */
  formBytes: 64 * 1024,
  /** Silence on the stream of snapshots before a heartbeat. */
  snapshotHeartbeatMs: 5_000,
  /** Least time between two snapshots, and how old one gets before it is made anew. */
  snapshotDebounceMs: 100,
  snapshotMaxAgeMs: 30_000,
  /** Before a snapshot that could not be made is tried again. */
  snapshotBuildRetryMs: 1_000,
  /** Before a gateway process that died is started again. */
  gatewayRestartMs: 250,
  /** Workers of one gateway process. */
  gatewayWorkers: 64,
  /** Before a worker that died twice in a row is started again, doubled each time; and how long one lives that is sound. */
  workerRestartMs: 100,
  workerRestartMaximumMs: 10_000,
  workerSteadyMs: 30_000,
  /** One request of `first-call`; how long it waits for gateways to see what was granted, and between two tries. */
  firstCallMs: 10_000,
  firstCallPatienceMs: 3_000,
  firstCallPauseMs: 100,
  /** One declaration file. */
  declarationBytes: 4 * 1024 * 1024,
  /** Files of one declaration: included ones, texts and contracts among them. */
  declarationFiles: 200,
  /** Nesting of lists and mappings in a declaration file or a contract. */
  declarationDepth: 100,
  /** Entries of one list in a declaration (APIs of a provider, plans of a product…). */
  declarationItems: 1_000,
  /** Organisations, accounts, and rights of one provider in a declaration: an export must stay within. */
  declarationPeople: 100_000,
  /** Faults that one answer reports. */
  declarationFaults: 200,
  /** The file of a contract, and findings that a look at one reports. */
  contractBytes: 2 * 1024 * 1024,
  contractFindings: 200,
  /** How often dates are kept (ends of APIs, mails about them), mails of one kind at a time, and how late one still goes. */
  datesKeptEveryMs: 60_000,
  noticesAtOnce: 200,
  noticesLateMs: 7 * 24 * 3600_000,
  /** One language of one version of terms, in characters. */
  termsTextLength: 200_000,
  /** Picture of an application (PISTE guide). */
  applicationPictureBytes: 1024 * 1024,
  /** Pixels of such a picture as it comes, longer side of what is kept of it, time for drawing it, pictures that wait. */
  picturePixels: 16_000_000,
  pictureSidePixels: 512,
  pictureMs: 10_000,
  pictureQueue: 8,
  /** Secrets of one application that are neither withdrawn nor expired. */
  liveSecretsPerApplication: 10,
  /** From how long before its end on people are told that a secret expires. */
  secretExpiresSoonMs: 30 * 24 * 3600_000,
  /** APIs that one selection of an application asks for, or gives up. */
  selectedApis: 200,
  /** Life of a link to a contact address; how many one address gets within how long. */
  contactLinkMs: 7 * 24 * 3600_000,
  contactLinksPerAddress: 3,
  contactLinkWindowMs: 3600_000,
  /** API keys of one application that are neither withdrawn nor expired. */
  liveApiKeysPerApplication: 10,
  /** Longest time for which a secret that is being replaced goes on beside the new one. */
  secretOverlapHours: 90 * 24,
  /** Rows of one page of a list. */
  pageRows: 200,
  /** Difference between two versions of a contract: pairs of schemas looked at, and changes told. */
  comparedSchemas: 50_000,
  shownChanges: 500,
  /** Search of the catalogue: words of one, similar words looked at for each, pages, tags counted, near finds offered. */
  searchWords: 8,
  searchSimilarWords: 30,
  searchPages: 1_000,
  searchTags: 40,
  searchNearby: 5,
  /** JavaScript origins, and redirect addresses, of one application; length of each. */
  originsPerApplication: 20,
  originLength: 512,
  /** Applications of one organisation that are not deleted. */
  applicationsPerOrganisation: 1000,
  /** Password hashes that wait for a free core before the answer is 503. */
  passwordHashQueue: 64,
  /** Failed passwords per account (at an issuer, and when the own one is changed), and per address, within the window. */
  passwordFailuresPerAccount: 10,
  passwordFailuresPerAddress: 50,
  passwordFailureWindowMs: 15 * 60_000,
  /** Accounts, and addresses, whose failures are remembered. */
  passwordFailureKeys: 50_000,
  /** A session of the portal: how long it may lie unused, and live at all; how often its use is written down. */
  sessionIdleMs: 2 * 3600_000,
  sessionMs: 24 * 3600_000,
  sessionUseNotedEveryMs: 60_000,
  /** How long the second factor may take after the password, and how long a proof of presence opens secrets. */
  secondFactorMs: 10 * 60_000,
  sessionConfirmedMs: 10 * 60_000,
  /** Sessions of one account: the one used least recently makes room. */
  sessionsPerAccount: 50,
  /** How often ended sessions, links and sign-ups that nobody activated are swept. */
  accountSweepEveryMs: 60_000,
  /** Sign-ups that one sweep removes; how long one waits for its activation, and how long mailed links work. */
  sweptSignUps: 100,
  activationMs: 7 * 24 * 3600_000,
  activationLinkMs: 24 * 3600_000,
  resetPasswordLinkMs: 3600_000,
  changeEmailLinkMs: 24 * 3600_000,
  /** Forms that lead to a mail (sign-up, forgotten password, link again): per address mailed to, and per client. */
  mailedFormsPerAddress: 5,
  mailedFormsPerClient: 30,
  mailedFormWindowMs: 3600_000,
  /** Wrong second factors of one account within the window. */
  secondFactorFailures: 5,
  secondFactorFailureWindowMs: 15 * 60_000,
  /** Answers about an address come at multiples of this, so that the time does not tell whether it has an account. */
  evenPaceMs: 500,
  /** Recovery codes made at a time; passkeys of one account; length of a passkey's name; how long a challenge may be answered. */
  recoveryCodes: 10,
  passkeysPerAccount: 20,
  passkeyLabelLength: 60,
  passkeyChallengeMs: 5 * 60_000,
  /** What a browser answers to a passkey's challenge. */
  passkeyAnswerLength: 16 * 1024,
  /** What is kept of a browser's name for the list of sessions. */
  userAgentLength: 200,
  /** Header of the PROXY protocol, and how long it may take to come. */
  proxyHeaderBytes: 4096,
  proxyHeaderMs: 5_000,
  /** Request head that a gateway accepts. */
  requestHeadBytes: 16 * 1024,
  /** Fields in that head: Node would drop the ones above its own count in silence, so we count ourselves. */
  requestFields: 100,
  /** From the first byte of a connection or request to the end of its head. */
  requestHeadMs: 15_000,
  /** From the first byte of a request to the end of its body. */
  requestMs: 300_000,
  /** Silence inside a request's body, and time in which an answer does not move because its client reads nothing. */
  clientStallMs: 30_000,
  /** How long what a client still sends is dropped after the last answer on its connection. */
  clientLingerMs: 2_000,
  /** Target of a request. */
  requestTargetBytes: 8 * 1024,
  /** Different Host fields whose names are remembered. */
  rememberedHostNames: 1_000,
  /** Connections that the kernel holds for a listener that is busy. */
  listenBacklog: 4_096,
  /** How late a time-out of the data plane may come. */
  deadlineStepMs: 250,
  /** Silence on a client's connection between two requests. */
  clientIdleMs: 30_000,
  /** HTTP/2: requests at a time on one connection; bytes under way to us in one body and in all; memory of one connection. */
  http2Streams: 128,
  http2StreamWindowBytes: 128 * 1024,
  http2ConnectionWindowBytes: 1024 * 1024,
  http2ConnectionMegabytes: 32,
  /** HTTP/2: bad frames, refused streams and unanswered pings that a connection survives. */
  http2InvalidFrames: 32,
  http2RejectedStreams: 100,
  http2Pings: 10,
  /** HTTP/2: requests that a client takes back, all at once, and every second from then on. */
  http2Resets: 200,
  http2ResetsPerSecond: 20,
  /** Body that a gateway forwards, unless the API says otherwise. */
  forwardedBodyBytes: 1024 * 1024 * 1024,
  /** Upstream: connect, first byte of the answer, silence inside a body. */
  upstreamConnectMs: 2_000,
  upstreamFirstByteMs: 30_000,
  upstreamIdleMs: 30_000,
  /** Addresses of one upstream. */
  upstreamTargets: 8,
  /** Certificate authorities of one upstream, and their text. */
  upstreamAuthorities: 10,
  upstreamAuthorityLength: 64 * 1024,
  /** WebSockets of one gateway at one of these; they do not count as the connections below. */
  upstreamTunnels: 10_000,
  /** Silence on a WebSocket, in both directions, and how often it is asked whether it may still be open. */
  tunnelIdleMs: 300_000,
  tunnelCheckMs: 500,
  /** Connections of one gateway to one upstream; requests above it wait for a free one. */
  upstreamConnections: 256,
  /** Requests that wait for one of these connections. */
  upstreamWaiting: 4096,
  /** From the beginning of a request to the end of its answer. */
  upstreamTotalMs: 3600_000,
  /** How long an unused connection to an upstream is kept, and how old one gets: its name may mean another address. */
  upstreamConnectionIdleMs: 15_000,
  upstreamConnectionAgeMs: 300_000,
  /** How long an upstream that nobody calls is remembered, at least. */
  upstreamForgottenMs: 600_000,
  /** Failures in a row after which an upstream's target is left alone, for how long at first, and at most. */
  upstreamFailures: 5,
  upstreamRestMs: 1_000,
  upstreamRestMaximumMs: 30_000,
  /** Other targets that a request is given to when one cannot be reached. */
  upstreamFurtherTargets: 3,
  /** Fields in an upstream's answer. */
  upstreamFields: 200,
  /** Head of an upstream's answer. */
  upstreamHeadBytes: 64 * 1024,
  /** Verified tokens that a gateway keeps. */
  verifiedTokens: 100_000,
  /** Tokens found dead that a gateway remembers, and for how long. */
  refusedTokens: 1_000,
  refusedTokenMs: 2_000,
  /** Length of an access token. */
  tokenLength: 8 * 1024,
  /** Different tokens being verified at once; above it the answer is 503. */
  pendingTokenVerifications: 1_000,
  /** Silence after which a gateway collects what its busy time has left. */
  gatewayQuietMs: 10_000,
  /** How often a worker hands over its counts and its log; sums that it writes between requests; their text at a time; bytes of entries in between. */
  usageHandOverMs: 950,
  usageSumsAtOnce: 32,
  usageHandOverLength: 128 * 1024,
  usageEntryBytes: 32 * 1024 * 1024,
  /** Calls that a worker notes before it adds them up, at the latest; hand-overs after which it looks up anew where calls are counted. */
  usageNotedCalls: 32_768,
  usageForgottenTurns: 60,
  /** API keys of which a worker remembers the hour of their last call. */
  rememberedKeyUses: 100_000,
  /** Segments of a path without contract that its entry in the log says; operations whose text is kept at hand. */
  loggedSegments: 16,
  loggedOperations: 5_000,
  /** Sampled log, a second and worker: successes and failures that are all kept; above that, one in so many. */
  loggedSuccesses: 100,
  loggedSuccessesOneIn: 100,
  loggedFailures: 1_000,
  loggedFailuresOneIn: 100,
  /** Entries of one parcel; what a gateway's spool holds, and one of its files; what waits in memory when it cannot be written. */
  usageParcelBytes: 768 * 1024,
  usageSpoolBytes: 256 * 1024 * 1024,
  usageSegmentBytes: 4 * 1024 * 1024,
  usageWaitingBytes: 64 * 1024 * 1024,
  /** Acknowledged parcels that the spool's last file may still hold; what is merged at a time when it is full. */
  usageSegmentRestBytes: 64 * 1024,
  usageMergedBytes: 32 * 1024 * 1024,
  /** How long what several workers hand over is gathered before it is forced to the disk. */
  usageGatherMs: 25,
  /** Spools in one data folder: a gateway each. */
  usageSpools: 16,
  /** Patience with one post of usage; before the next one after a failure, doubled each time; and for the last ones of a gateway that stops. */
  usagePostMs: 30_000,
  usageRetryMs: 1_000,
  usageRetryMaximumMs: 30_000,
  usageLastPostsMs: 2_000,
  /** Answer to a post, and what of one that is no yes goes into the log. */
  usageAnswerBytes: 64 * 1024,
  usageToldLength: 500,
  /** Calls, and bytes, that one count of a gateway may say: far more than an hour can hold, far less than sums and columns can. */
  usageCountedCalls: 1e11,
  usageCountedBytes: 1e14,
  /** How far a gateway's clock may be ahead before what it dates in the future is booked as of now. */
  usageAheadMs: 3 * 60_000,
  /** Rolling up: how often, counts and parcels of one transaction, and scopes whose numbers are remembered. */
  rollUpEveryMs: 1_000,
  rollUpCounts: 20_000,
  rollUpParcels: 2_000,
  usageScopes: 250_000,
  /** How often what is too old is dropped, and how long that waits for those who read. */
  usageRetentionEveryMs: 3600_000,
  usageRetentionWaitMs: 5_000,
  /** Periods of one series of usage, and applications or APIs that it is broken down by: a week of minutes, those with the most calls. */
  usagePeriods: 10_080,
  usageMembers: 50,
  /** One post of usage: text that a gateway puts into it; what the control process takes, as it is sent and as text. */
  usagePostLength: 4 * 1024 * 1024,
  usagePostBytes: 8 * 1024 * 1024,
  usagePostTextBytes: 16 * 1024 * 1024,
  /** Entries of the request log that one page of it looks at, at most. */
  requestLogScanRows: 20_000,
  /** How far back each look at new entries goes: so late they may arrive. How often it looks, and how many it shows at a time. */
  requestTailWindowMs: 30_000,
  requestTailEveryMs: 1_000,
  requestTailRows: 100,
  /** How long a list is followed at most, how often the session is looked at, how many a person and all people follow. */
  requestTailMs: 900_000,
  requestTailCheckMs: 60_000,
  requestTailsPerAccount: 3,
  requestTails: 50,
  /** Days between the two that a page of usage is asked for: ten years. */
  usageRangeDays: 3_660,
  /** One question to an introspection endpoint. */
  introspectionMs: 3_000,
  introspectionAnswerBytes: 64 * 1024,
  /** Life of a signed identity header, how long one is used again, and of how many applications, with how many each, they are kept. */
  identityHeaderMs: 60_000,
  identityHeaderReuseMs: 30_000,
  identityHeaders: 50_000,
  identityHeadersPerApplication: 8,
  /** One record of a snapshot as a line, and the records between a `begin` and its `commit`. */
  snapshotLineBytes: 16 * 1024 * 1024,
  snapshotRecords: 10_000_000,
  /** Bytes that the stream of snapshots hands out at a time. */
  snapshotChunkBytes: 64 * 1024,
  /** Publications, and changed records in all, that a gateway can have missed and still get as a difference. */
  snapshotHistory: 1_000,
  snapshotHistoryRecords: 100_000,
  /** Different values of one kind (subscriptions, consents…) that applications are made to share. */
  sharedValues: 50_000,
  /** Least time between two writings of the last good snapshot (and ten times what the last one took); after a failure. */
  lastGoodPauseMs: 5_000,
  lastGoodRetryMs: 60_000,
  /** One sealed frame of that file: what is written, and blocks, at a time. */
  lastGoodFrameBytes: 64 * 1024,
  /** Calls of a day or month: a quota above it counts as this. Counts are kept modulo 2^32; this is 1,500 requests/s for a month. */
  quotaCalls: 4_000_000_000,
  /** Pairs of subject (application or organisation) and product whose rates and quotas one gateway process counts; above it they are not limited. */
  limitRows: 1024 * 1024,
  /** How often idle rows are swept, and how long one must have been idle at least. */
  limitSweepMs: 60_000,
  limitIdleMs: 20 * 60_000,
  /** A clock that is set back by less than this changes no quota's day or month. */
  limitClockBackMs: 3600_000,
  /** Least time between two writings of the counts; each takes at most a twentieth of the time. */
  limitSaveMs: 1_000,
  /** Pause between two exchanges with the store of shared limits, rows of one and of one call in it, patience with the store. */
  limitExchangeMs: 100,
  limitExchangeRows: 10_000,
  limitCallRows: 50,
  limitStoreMs: 1_000,
  /** Longest pause before connecting to that store again. */
  limitStoreRetryMs: 2_000,
  /** Silence of the control process after which a gateway connects again (a heartbeat comes every 5 s). */
  snapshotSilenceMs: 15_000,
  /** First and longest pause before connecting to the control process again. */
  snapshotRetryMs: 250,
  snapshotRetryMaximumMs: 5_000,
  /** How often a TLS listener looks whether its certificate files have changed. */
  certificateCheckMs: 60_000,
  /** Certificates of one listener. */
  certificates: 1_000,
  /** From the first byte of a TLS connection to the end of its handshake. */
  tlsHandshakeMs: 10_000,
  /** Deliveries of mail at once. */
  mailDeliveries: 2,
  /** Mail server: connecting, its greeting, silence, and one delivery in all. */
  mailConnectMs: 10_000,
  mailSilenceMs: 30_000,
  mailDeliveryMs: 120_000,
  /** How long an unused connection to it is kept. */
  mailIdleMs: 10_000,
  /** Before a mail that was put off is tried again, doubled each time; with these attempts it is given up after three and a half days. */
  mailRetryMs: 30_000,
  mailRetryMaximumMs: 4 * 3600_000,
  mailAttempts: 30,
  /** Before a mail server that cannot be used is tried again, doubled each time. */
  mailServerRestMs: 5_000,
  mailServerRestMaximumMs: 300_000,
  /** How often the outbox is looked at when nobody announced anything, and after a fault. */
  mailPollMs: 60_000,
  mailFaultRestMs: 5_000,
  /** Length of an error of the mail server that is kept. */
  mailErrorLength: 500,
  /** How long what a mail says is kept that was not delivered, and how long its line stays in the mail log. */
  mailContentKeptMs: 7 * 24 * 3600_000,
  mailLogKeptMs: 90 * 24 * 3600_000,
  mailSweepEveryMs: 3600_000,
  /** Mails on one page of the mailbox. */
  mailboxRows: 50,
  /** How often quotas are looked at for notices, and how long the transaction may take that notes their use. */
  quotaWatchEveryMs: 5_000,
  quotaWatchOverlapMs: 60_000,
  /** Notices about errors: how often they are looked for, in the calls of which time, of how many at least, with which share; and how long nothing is said again. */
  errorWatchEveryMs: 60_000,
  errorNoticeWindowMs: 15 * 60_000,
  errorNoticeCalls: 50,
  errorNoticeShare: 0.2,
  errorNoticeQuietMs: 12 * 3600_000,
  /** How long notices are kept that cannot be due again: of quotas and errors. */
  passedNoticesKeptMs: 120 * 24 * 3600_000,
  /** Webhooks of one application; length of an address; how long both secrets sign when one is replaced. */
  webhooksPerApplication: 10,
  webhookUrlLength: 1024,
  webhookOverlapHours: 7 * 24,
  /** One call of a webhook: looking its name up (twice at most), being connected, all in all; head of the answer, and what is kept of its body. */
  webhookDnsMs: 1_500,
  webhookConnectMs: 5_000,
  webhookTotalMs: 15_000,
  webhookHeadBytes: 16 * 1024,
  webhookAnswerBytes: 1024,
  /** Webhooks called at once, each for one delivery: in all, and of one organisation, so that no one takes all places; how long a process has a webhook for itself before another may think it dead. */
  webhookCalls: 32,
  webhookCallsPerOrganisation: 4,
  webhookLeaseMs: 60_000,
  /** Pauses between the attempts of one delivery, as Standard Webhooks proposes them: it is given up after a day. */
  webhookRetriesMs: [5_000, 300_000, 1800_000, 7200_000, 18000_000, 28800_000, 28800_000],
  /** How long nothing must have been delivered before a webhook is switched off. */
  webhookFailingMs: 3 * 24 * 3600_000,
  /** How often what waits is looked at when nobody announced anything; after a fault. */
  webhookPollMs: 30_000,
  webhookFaultRestMs: 5_000,
  /** How long deliveries stay in the log, and how often the old ones are swept. */
  webhookLogKeptMs: 30 * 24 * 3600_000,
  webhookSweepEveryMs: 3600_000,
  /** Within the window, because each calls somebody: tests of one application's webhooks; calls of them above which nothing is sent again. */
  webhookPaceWindowMs: 600_000,
  webhookTests: 20,
  webhookCallsByHand: 200,
  /** How long a part may take to finish its requests when it stops. */
  drainMs: 5_000,
  /** Database: opening a connection; start of the embedded server, recovery after a crash included; its stop. */
  databaseConnectMs: 5_000,
  databaseStartMs: 60_000,
  databaseStopMs: 30_000,
  /** Connections that the embedded server accepts. */
  databaseConnections: 50,
  /** Log of the embedded server: at a start, one longer than this is begun anew. */
  databaseLogBytes: 1024 * 1024,
  /** One frame of a backup file. */
  backupFrameBytes: 1024 * 1024,
  /** A contract as a page: operations, parts of schemas in all, depth of one schema, and values in one example made from it. */
  referenceOperations: 1_000,
  referenceNodes: 20_000,
  referenceDepth: 12,
  referenceExampleNodes: 500,
  /** Operations up to which each has its form for tests on the page itself; above, it is a page away. */
  referenceForms: 30,
  /** A call tried out through the portal: its body, what is shown of the answer, its time; and the token request before it. */
  relayBodyBytes: 2 * 1024 * 1024,
  relayAnswerBytes: 1024 * 1024,
  relayMs: 30_000,
  relayTokenMs: 10_000,
  /** Calls tried out by one session at a time, and length of an address to call. */
  relayCallsAtATime: 4,
  relayAddressLength: 8 * 1024,
  /** Tokens, and keys, that the portal holds for tests; and how long a key made for tests lives. */
  relayHeldCredentials: 5_000,
  relayKeyMs: 3600_000,
  /** Markdown that one description may hold, in characters. */
  markdownLength: 50_000,
  /** Banking: rows of a page; body that is not a file; head of a part of a multipart body, and length of a file's name. */
  bankingPageRows: 1_000,
  bankingBodyBytes: 16 * 1024,
  bankingPartHeadBytes: 8 * 1024,
  bankingFileNameLength: 200,
  /** A file of statements; above the second figure it is processed behind the answer. */
  bankingFileBytes: 1024 * 1024 * 1024,
  bankingDirectBytes: 8 * 1024 * 1024,
  /** Pieces in which the original file is kept. */
  bankingPieceBytes: 1024 * 1024,
  /** Operations of one statement; what a report says at most. */
  bankingStatementOperations: 200_000,
  bankingFindings: 1_000,
  /** How often an import is begun before it is given up, and how often its progress is written. */
  bankingImportAttempts: 5,
  bankingProgressMs: 500,
  /** Open data in the portal: how long their service may take and how much it may answer, values in a page's table, codes to choose from, letters of a search. */
  openDataMs: 5_000,
  openDataBytes: 32 * 1024 * 1024,
  openDataValuesShown: 400,
  openDataCodesShown: 500,
  openDataSearchLetters: 200,
  /** Webstat: keys in one address; series that are read at a time; observations of an answer that has to be turned in memory. */
  webstatKeys: 1_000,
  webstatSeriesAtATime: 100,
  webstatTurnedObservations: 5_000_000,
  /** Webstat's search: series on a page of what was found; how far they are counted; words that are looked for, and their letters. */
  webstatFoundSeries: 25,
  webstatCountedSeries: 10_000,
  webstatSearchWords: 8,
  webstatSearchLetters: 200,
  /** A file of rates, packed and not. */
  webstatFileBytes: 256 * 1024 * 1024,
  /** Traced requests that a worker keeps for a second, that wait for the collector, and that go in one export. */
  tracedRequests: 1_000,
  tracesWaiting: 20_000,
  tracesPerExport: 2_000,
  /** One export, how often it is tried, and the pause before it is tried again, doubled each time. */
  traceExportMs: 10_000,
  traceExportAttempts: 4,
  traceExportPauseMs: 1_000,
  /** How often a worker tells how it stands, and when one that has said nothing is taken for gone. */
  workerStateMs: 1_000,
  workerSilenceMs: 5_000,
  /** How long `guichet doctor` waits for one process. */
  doctorMs: 5_000,
  /** One thing that readiness asks for, and how long an answer about all of them stands. */
  readinessCheckMs: 2_000,
  readinessKeptMs: 1_000,
  /** What is looked up for one scrape of the metrics. */
  metricsCollectMs: 3_000,
  /** APIs that metrics tell apart; what is called beyond them is told together. */
  metricsApis: 100,
  /** SNE-Cotation: numbers in one answer, wished locations of one calculation, its body. */
  sneRangeNumbers: 1_000,
  sneLocations: 10,
  sneBodyBytes: 16 * 1024,
  /** Allocations that an average waiting time is made of at least. */
  sneAverageSamples: 5,
} as const;
