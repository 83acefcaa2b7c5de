/**
 * The settings: one table, read here and nowhere else. A setting comes from, in this order: its flag (`--port-base`), its
 * variable (`GUICHET_PORT_BASE`), its key under `settings:` in guichet.yaml (`portBase`), its default. Secrets have no
 * flag, because everybody on the machine can read a process's arguments.
 *
 * docs/configuration.md is written from this table (`script/pages`), and a test holds it to it.
 */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { limits } from '#base/limits.ts';
import { Problem, type LocalisedText, type ProblemFault } from '#base/problem.ts';

type SettingDescription = {
  readonly text: LocalisedText;
  /** Without a flag, and never shown. */
  readonly secret?: boolean;
  /** On or off: its flag needs no value. */
  readonly isSwitch?: boolean;
  /** Another variable that is read when ours is not set. */
  readonly otherVariable?: string;
};

const descriptions = z.registry<SettingDescription>();

function setting<Schema extends z.ZodType>(
  schema: Schema,
  en: string,
  fr: string,
  more: Omit<SettingDescription, 'text'> = {},
): Schema {
  descriptions.add(schema, { text: { en, fr }, ...more });
  return schema;
}

/** Values with commas between. */
function listOf<Schema extends z.ZodType>(schema: Schema) {
  return z.preprocess(
    (text) => (typeof text === 'string' ? text.split(',').map((part) => part.trim()) : text),
    z.array(schema).min(1),
  );
}

const days = z.coerce.number().int().min(1).max(36_500);
const port = z.coerce.number().int().min(1).max(65_535);
/** 32 random bytes as base64url. */
const key = z.string().regex(/^[\w-]{43}$/, 'expected 32 bytes as base64url: 43 letters, digits, - and _');

const settingsSchema = z.strictObject({
  data: setting(
    z.string().min(1).default('./data'),
    'Folder of the embedded database, the keys and the snapshots.',
    'Dossier de la base embarquée, des clés et des instantanés.',
  ),
  portBase: setting(
    port.max(65_500).default(8000),
    'First port: portal N, identity N+1, production gateway N+2, sandbox gateway N+3, admin API N+4, upstreams of APIs behind them.',
    'Premier port : portail N, identité N+1, passerelle de production N+2, passerelle bac à sable N+3, API d’administration N+4, services des API ensuite.',
  ),
  listenHost: setting(
    z.string().min(1).default('127.0.0.1'),
    'Address that identity and the gateways listen on; the admin API and the APIs’ upstreams stay on loopback.',
    'Adresse d’écoute de l’identité et des passerelles ; l’API d’administration et les services des API restent sur la boucle locale.',
  ),
  trustProxy: setting(
    z.stringbool().default(false),
    'TLS ends in front: plain HTTP is allowed on other addresses than loopback, and `X-Forwarded-For` is believed.',
    'TLS s’arrête devant : le HTTP simple est permis hors de la boucle locale et `X-Forwarded-For` est cru.',
    { isSwitch: true },
  ),
  tlsPort: setting(
    port.optional(),
    'Port of the TLS listener, which routes by host name: APIs of both environments and issuers. Needs a certificate and its key, a folder of them, or both.',
    'Port de l’écoute TLS, aiguillée par nom d’hôte : API des deux environnements et serveurs d’autorisation. Exige un certificat et sa clé, un dossier de certificats, ou les deux.',
  ),
  tlsHost: setting(
    z.string().min(1).optional(),
    'Address that the TLS listener stands on; without it `listenHost`.',
    'Adresse de l’écoute TLS ; sinon `listenHost`.',
  ),
  tlsCertificate: setting(
    z.string().optional(),
    'Certificate chain, PEM. With a folder of certificates too, this one serves clients that name no host or an unknown one.',
    'Chaîne de certificats, PEM. Avec un dossier de certificats, celui-ci sert les clients qui ne nomment pas d’hôte connu.',
  ),
  tlsKey: setting(z.string().optional(), 'Private key of the certificate, PEM.', 'Clé privée du certificat, PEM.'),
  tlsCertificates: setting(
    z.string().min(1).optional(),
    'Folder of further certificates, chosen by host name: `NAME.pem` beside `NAME.key`, or `NAME/fullchain.pem` and `NAME/privkey.pem`.',
    'Dossier d’autres certificats, choisis par nom d’hôte : `NOM.pem` à côté de `NOM.key`, ou `NOM/fullchain.pem` et `NOM/privkey.pem`.',
  ),
  proxyProtocol: setting(
    listOf(z.enum(['production', 'sandbox', 'tls'])).optional(),
    'Gateway listeners on which proxies speak the PROXY protocol (v1 or v2), with commas between: `production`, `sandbox`, `tls`.',
    'Écoutes de la passerelle où des mandataires parlent le protocole PROXY (v1 ou v2), séparées par des virgules : `production`, `sandbox`, `tls`.',
  ),
  proxyProtocolFrom: setting(
    listOf(
      z.union(
        [z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()],
        'expected addresses and networks: 192.0.2.1, 10.0.0.0/8, 2001:db8::/32',
      ),
    ).optional(),
    'Addresses and networks of these proxies, with commas between: from them the header is required, from others refused.',
    'Adresses et réseaux de ces mandataires, séparés par des virgules : l’en-tête y est exigé, et refusé d’ailleurs.',
  ),
  databaseUrl: setting(
    z.string().optional(),
    'A PostgreSQL of one’s own: `postgres://…`; without it the embedded one runs in the data folder.',
    'Un PostgreSQL à soi : `postgres://…` ; sans lui, la base embarquée tourne dans le dossier de données.',
    { secret: true, otherVariable: 'DATABASE_URL' },
  ),
  sealingKey: setting(
    key.optional(),
    'Seals secrets and private keys in the database; without it `keys/sealing.key` in the data folder, made at the first start.',
    'Scelle secrets et clés privées dans la base ; sinon `keys/sealing.key` dans le dossier de données, créée au premier démarrage.',
    { secret: true },
  ),
  gatewayKey: setting(
    key.optional(),
    'What gateways show to the control process and to introspection; without it `keys/gateway.key`.',
    'Ce que les passerelles présentent au processus de contrôle et à l’introspection ; sinon `keys/gateway.key`.',
    { secret: true },
  ),
  adminKey: setting(
    key.optional(),
    'Bearer token of the admin API; without it `keys/admin.key`.',
    'Jeton de l’API d’administration ; sinon `keys/admin.key`.',
    { secret: true },
  ),
  controlUrl: setting(
    z.url().optional(),
    'Where a gateway or an API that runs alone finds the control process; without it the admin API’s port on loopback.',
    'Où une passerelle ou une API lancée seule trouve le processus de contrôle ; sinon le port de l’API d’administration en local.',
  ),
  portalUrl: setting(
    z
      .url({ protocol: /^https?$/ })
      .refine(
        (url) => URL.parse(url)?.origin === url,
        'expected scheme, host and port alone: https://portal.example.org',
      )
      .optional(),
    'Public address of the portal, without a path: what links in mails begin with; without it the portal’s port on loopback.',
    'Adresse publique du portail, sans chemin : le début des liens dans les courriels ; sinon le port du portail en local.',
  ),
  smtpUrl: setting(
    z
      .url({ protocol: /^smtps?$/ })
      .refine(
        (url) => /^(?:\?tls=(?:required|never))?$/.test(URL.parse(url)?.search ?? ''),
        'expected no query, or ?tls=required, or ?tls=never',
      )
      .optional(),
    'Mail server: `smtp://user:password@host:587` (STARTTLS required, but on loopback) or `smtps://…:465`; `?tls=never` for a server in one’s own network without TLS. Without it mails stay on the mailbox page.',
    'Serveur de courriel : `smtp://utilisateur:motdepasse@hôte:587` (STARTTLS exigé, sauf en local) ou `smtps://…:465` ; `?tls=never` pour un serveur de son propre réseau sans TLS. Sans lui les courriels restent sur la page boîte aux lettres.',
    // The address may hold a password.
    { secret: true },
  ),
  smtpAuthority: setting(
    z.string().min(1).optional(),
    'Certificate authority that the mail server is trusted by, PEM; without it the usual ones.',
    'Autorité de certification du serveur de courriel, PEM ; sinon les autorités habituelles.',
  ),
  mailFrom: setting(
    z
      .string()
      .regex(
        /^(?:[^<>\p{Cc}]+ <[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+)$/u,
        'expected an address: portal@example.org, or Portal <portal@example.org>',
      )
      .optional(),
    'Sender of mails: `Portal <portal@example.org>`. Needed with `smtpUrl`.',
    'Expéditeur des courriels : `Portail <portail@exemple.fr>`. Nécessaire avec `smtpUrl`.',
  ),
  webhookPrivateTargets: setting(
    z.stringbool().default(false),
    'Webhooks may point to private addresses and use plain HTTP: for trials on one machine. Whoever may make a webhook then reaches what this machine reaches.',
    'Les webhooks peuvent mener à des adresses privées et en HTTP simple : pour des essais sur une machine. Qui crée un webhook atteint alors ce que cette machine atteint.',
    { isSwitch: true },
  ),
  sharedLimitsUrl: setting(
    z.url({ protocol: /^(redis|valkey)s?$/ }).optional(),
    'Valkey or Redis through which gateways on several machines share rates and quotas: `valkey://…`, `redis://…`, with TLS `valkeys://…`, `rediss://…`; without it each gateway limits alone.',
    'Valkey ou Redis par lequel les passerelles de plusieurs machines partagent débits et quotas : `valkey://…`, `redis://…`, avec TLS `valkeys://…`, `rediss://…` ; sinon chaque passerelle limite seule.',
    // The address may hold a password.
    { secret: true },
  ),
  operatorEmail: setting(
    z.email().optional(),
    'Whom people write to about the portal itself: named on refusals and beneath the pages.',
    'À qui écrire au sujet du portail lui-même : nommé sur les refus et au bas des pages.',
  ),
  portalName: setting(
    z.string().trim().min(1).max(60).default('Guichet'),
    'What the portal calls itself.',
    'Nom du portail.',
  ),
  portalTheme: setting(
    z.string().min(1).optional(),
    'File with style rules put behind the portal’s own: the colours and fonts of `ui/styles/tokens.css` with other values.',
    'Fichier de règles de style placées après celles du portail : les couleurs et polices de `ui/styles/tokens.css` avec d’autres valeurs.',
  ),
  portalLogo: setting(
    z.string().min(1).optional(),
    'File with the logo in the head of each page: SVG, PNG or WebP, shown 28 pixels high.',
    'Fichier du logo en tête de chaque page : SVG, PNG ou WebP, affiché sur 28 pixels de haut.',
  ),
  parts: setting(
    listOf(z.enum(['control', 'identity', 'portal', 'gateway', 'sne-cotation', 'banking', 'webstat'])).default([
      'control',
      'identity',
      'portal',
      'gateway',
      'sne-cotation',
      'banking',
      'webstat',
    ]),
    'Parts that `serve` runs, with commas between.',
    'Parties que `serve` fait tourner, séparées par des virgules.',
  ),
  gatewayWorkers: setting(
    z.preprocess(
      (text) => (text === 'auto' ? 0 : text),
      z.coerce.number().int().min(0).max(limits.gatewayWorkers).default(1),
    ),
    'Threads in which a gateway serves, on the same ports; `auto` (or 0) for one a core.',
    'Fils d’exécution d’une passerelle, sur les mêmes ports ; `auto` (ou 0) pour un par cœur.',
  ),
  requestLog: setting(
    z.enum(['all', 'sampled', 'refused', 'off']).default('sampled'),
    'Requests that a gateway notes in the request log: all; all that were refused or failed, and of the others some that stand for the rest (`sampled`); the refused and failed ones alone; none.',
    'Requêtes qu’une passerelle note au journal des requêtes : toutes (`all`) ; toutes celles qui ont été refusées ou ont échoué, et des autres quelques-unes qui valent pour le reste (`sampled`) ; les refusées et échouées seules (`refused`) ; aucune (`off`).',
  ),
  usageMinutesDays: setting(
    days.default(7),
    'Days for which usage is kept by the minute.',
    'Jours pendant lesquels les usages sont conservés à la minute.',
  ),
  usageHoursDays: setting(
    days.default(90),
    'Days for which usage is kept by the hour.',
    'Jours pendant lesquels les usages sont conservés à l’heure.',
  ),
  usageDaysDays: setting(
    days.default(800),
    'Days for which usage is kept by the day; by the month it is kept for ever.',
    'Jours pendant lesquels les usages sont conservés au jour ; au mois, ils le sont sans limite.',
  ),
  requestLogDays: setting(
    days.default(7),
    'Days for which the request log is kept.',
    'Jours pendant lesquels le journal des requêtes est conservé.',
  ),
  metricsHost: setting(
    z.string().min(1).default('127.0.0.1'),
    'Address of the operators’ listener of a process: metrics, health and readiness. It tells no secret, but what is called how often: leave it where only operators reach it.',
    'Adresse de l’écoute d’exploitation d’un processus : métriques, état et disponibilité. Elle ne dit aucun secret, mais ce qui est appelé et combien : la laisser où seuls les exploitants l’atteignent.',
  ),
  metricsPort: setting(
    port.max(65_500).optional(),
    'Its port; without it the port base and 8, in a process that runs the gateway alone the port base and 9. The gateway’s process beside the others takes the port after theirs.',
    'Son port ; sinon le port de base plus 8, ou plus 9 dans un processus qui ne fait tourner que la passerelle. Le processus de la passerelle lancé à côté des autres prend le port suivant.',
  ),
  otlpUrl: setting(
    z.url({ protocol: /^https?$/ }).optional(),
    'OpenTelemetry collector that gets traces by OTLP over HTTP (JSON): `http://collector:4318`, without `/v1/traces`; without it the callers’ trace contexts are passed on and nothing is recorded.',
    'Collecteur OpenTelemetry qui reçoit les traces par OTLP sur HTTP (JSON) : `http://collecteur:4318`, sans `/v1/traces` ; sans lui les contextes de trace des appelants sont transmis et rien n’est enregistré.',
    // The address may hold a password.
    { secret: true },
  ),
  traceSampling: setting(
    z.coerce.number().min(0).max(1).default(0),
    'Share of the requests whose caller names no trace for which a gateway begins one: 0 to 1. What a caller has sampled is recorded in any case.',
    'Part des requêtes sans trace de l’appelant pour lesquelles la passerelle en commence une : de 0 à 1. Ce qu’un appelant a échantillonné est enregistré de toute façon.',
  ),
  logLevel: setting(
    z.enum(['info', 'warn', 'error']).default('info'),
    'Least level that is logged.',
    'Niveau minimal du journal.',
  ),
  language: setting(
    z.enum(['en', 'fr']).default('en'),
    'Language of the command line; without it the one of `LANG`.',
    'Langue de la ligne de commande ; sinon celle de `LANG`.',
  ),
});

export type Settings = z.output<typeof settingsSchema>;

/** One line of the table. */
export type SettingLine = {
  readonly name: keyof Settings;
  readonly flag: string | null;
  readonly isSwitch: boolean;
  readonly variable: string;
  readonly otherVariable: string | undefined;
  readonly text: LocalisedText;
  readonly fallback: string | null;
};

type Named = { readonly flags: Values; readonly environment: Values; readonly file: Values };
type Values = Readonly<Record<string, unknown>>;

const namePattern = /[A-Z]/g;

function line(name: keyof Settings): SettingLine {
  const schema = settingsSchema.shape[name];
  const description = descriptions.get(schema);
  if (description === undefined) throw new Error(`the setting ${name} is not described`);
  const fallback: unknown = schema.safeParse(undefined).data;
  return {
    name,
    flag: description.secret === true ? null : name.replace(namePattern, (letter) => `-${letter.toLowerCase()}`),
    isSwitch: description.isSwitch === true,
    variable: `GUICHET_${name.replace(namePattern, (letter) => `_${letter}`).toUpperCase()}`,
    otherVariable: description.otherVariable,
    text: description.text,
    fallback: fallback === undefined ? null : String(fallback),
  };
}

/** The table, in the order of this file. */
export const settingLines: readonly SettingLine[] = settingsSchema.keyof().options.map(line);

function invalidSettings(faults: readonly ProblemFault[]): Problem {
  const list = faults.map((fault) => `${fault.path}: ${fault.message}`).join('; ');
  return new Problem(
    'settings.invalid',
    422,
    { en: `The settings are not valid: ${list}`, fr: `Le paramétrage n'est pas valide : ${list}` },
    { faults },
  );
}

/** What is set for a line, and where, for the fault. */
function found(setting: SettingLine, named: Named, fileName: string): { value: unknown; from: string } | undefined {
  const places = [
    { value: setting.flag === null ? undefined : named.flags[setting.flag], from: `--${setting.flag}` },
    { value: named.environment[setting.variable], from: setting.variable },
    { value: setting.otherVariable && named.environment[setting.otherVariable], from: setting.otherVariable ?? '' },
    { value: named.file[setting.name], from: `${fileName}: settings.${setting.name}` },
  ];
  return places.find((place) => place.value !== undefined && place.value !== '');
}

/** Variables that look like ours and are not: a slip of the pen must not pass for a default. */
function strangers(environment: Values): ProblemFault[] {
  const known = new Set(settingLines.map((setting) => setting.variable).concat('GUICHET_SETTINGS'));
  return Object.keys(environment)
    .filter((name) => name.startsWith('GUICHET_') && !name.startsWith('GUICHET_TEST_') && !known.has(name))
    .map((path) => ({ path, message: 'no such setting' }));
}

/**
 * Puts the settings together from their three places. Pure; `readSettings` gathers the places.
 *
 * @throws Problem `settings.invalid` (422) with a fault for each value that is wrong, named by where it stands
 */
export function mergeSettings(named: Named, fileName = 'guichet.yaml'): Settings {
  const values: Record<string, unknown> = {};
  const origin: Record<string, string> = {};
  for (const setting of settingLines) {
    const place = found(setting, named, fileName);
    if (place === undefined) continue;
    values[setting.name] = Array.isArray(place.value) ? place.value.join(',') : String(place.value);
    origin[setting.name] = place.from;
  }
  const lang = named.environment['LANG'];
  if (values['language'] === undefined && typeof lang === 'string' && lang.startsWith('fr')) values['language'] = 'fr';
  const faults = strangers(named.environment);
  for (const name of Object.keys(named.file)) {
    if (!settingLines.some((setting) => setting.name === name)) {
      faults.push({ path: `${fileName}: settings.${name}`, message: 'no such setting' });
    }
  }
  const parsed = settingsSchema.safeParse(values);
  for (const issue of parsed.error?.issues ?? []) {
    const name = String(issue.path[0]);
    faults.push({ path: origin[name] ?? name, message: issue.message });
  }
  if (!parsed.success || faults.length > 0) throw invalidSettings(faults);
  return parsed.data;
}

const settingsSectionSchema = z.looseObject({ settings: z.record(z.string(), z.unknown()).optional() }).nullable();

/** The `settings:` section of a declaration file; nothing when the file is not there. */
async function readSettingsFile(path: string, mustExist: boolean): Promise<Values> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    if (!mustExist) return {};
    throw invalidSettings([{ path, message: cause instanceof Error ? cause.message : 'cannot be read' }]);
  }
  if (!/^settings:/m.test(text)) return {};
  const { parseDocument } = await import('yaml');
  const document = parseDocument(text);
  const section = settingsSectionSchema.safeParse(document.errors.length > 0 ? undefined : document.toJS());
  if (!section.success) {
    throw invalidSettings([{ path, message: document.errors[0]?.message ?? '`settings` is not a mapping' }]);
  }
  return section.data?.settings ?? {};
}

/**
 * Reads the settings of this process: `flags` as parsed from its arguments, its environment, and guichet.yaml in the
 * current folder (or the file that `GUICHET_SETTINGS` names).
 *
 * @throws Problem `settings.invalid` (422)
 */
export async function readSettings(
  flags: Values,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<Settings> {
  const named = environment['GUICHET_SETTINGS'];
  const path = named ?? 'guichet.yaml';
  return mergeSettings({ flags, environment, file: await readSettingsFile(path, named !== undefined) }, path);
}

/** The environment for a child process: this one's, without settings and secrets, and with `added`. */
export function childEnvironment(added: Readonly<Record<string, string>>): Record<string, string | undefined> {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('GUICHET_') && name !== 'DATABASE_URL',
  );
  return { ...Object.fromEntries(inherited), ...added };
}

/** Gives `settings` as flags, secrets left out: what a child process is started with. */
export function settingFlags(settings: Settings): string[] {
  return settingLines.flatMap(({ name, flag, isSwitch }) => {
    const value = settings[name];
    if (flag === null || value === undefined || value === false) return [];
    return isSwitch ? [`--${flag}`] : [`--${flag}`, String(value)];
  });
}
