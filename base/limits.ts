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
  /** One declaration file. */
  declarationBytes: 4 * 1024 * 1024,
  /** Picture of an application (PISTE guide). */
  applicationPictureBytes: 1024 * 1024,
  /** Secrets of one application that are neither withdrawn nor expired. */
  liveSecretsPerApplication: 10,
  /** Password hashes that wait for a free core before the answer is 503. */
  passwordHashQueue: 64,
  /** Failed passwords per account, and per address, within the window. */
  passwordFailuresPerAccount: 10,
  passwordFailuresPerAddress: 50,
  passwordFailureWindowMs: 15 * 60_000,
  /** Accounts, and addresses, whose failures are remembered. */
  passwordFailureKeys: 50_000,
  /** Request head that a gateway accepts. */
  requestHeadBytes: 16 * 1024,
  /** Body that a gateway forwards, unless the API says otherwise. */
  forwardedBodyBytes: 1024 * 1024 * 1024,
  /** Upstream: connect, first byte of the answer, silence inside a body. */
  upstreamConnectMs: 2_000,
  upstreamFirstByteMs: 30_000,
  upstreamIdleMs: 30_000,
  /** Verified tokens that a gateway keeps. */
  verifiedTokens: 100_000,
  /** How long a part may take to finish its requests when it stops. */
  drainMs: 5_000,
} as const;
