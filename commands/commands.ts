/**
 * Every command of `guichet` by its first word. A file is loaded only when its command is called: the gateway's process
 * must not carry the registry's libraries.
 */
import type { Command } from '#commands/command.ts';

type CommandFile = () => Promise<{ readonly commands: readonly Command[] }>;

const subscription: CommandFile = () => import('#commands/subscription.ts');
const consent: CommandFile = () => import('#commands/consent.ts');
const request: CommandFile = () => import('#commands/request.ts');

export const commandFiles: Readonly<Record<string, CommandFile>> = {
  serve: () => import('#commands/serve.ts'),
  'first-call': () => import('#commands/first-call.ts'),
  doctor: () => import('#commands/doctor.ts'),
  apply: () => import('#commands/apply.ts'),
  export: () => import('#commands/export.ts'),
  backup: () => import('#commands/backup.ts'),
  restore: () => import('#commands/restore.ts'),
  catalogue: () => import('#commands/catalogue.ts'),
  account: () => import('#commands/account.ts'),
  organisation: () => import('#commands/organisation.ts'),
  app: () => import('#commands/app.ts'),
  secret: () => import('#commands/secret.ts'),
  'api-key': () => import('#commands/api-key.ts'),
  subscribe: subscription,
  subscriptions: subscription,
  approve: subscription,
  reject: subscription,
  suspend: subscription,
  resume: subscription,
  revoke: subscription,
  withdraw: subscription,
  'ask-plan': subscription,
  'decide-plan': subscription,
  'change-plan': subscription,
  quotas: subscription,
  why: () => import('#commands/why.ts'),
  consent,
  consents: consent,
  requests: request,
  request,
  api: () => import('#commands/api.ts'),
  profile: () => import('#commands/profile.ts'),
  right: () => import('#commands/right.ts'),
  'password-client': () => import('#commands/password-client.ts'),
  audit: () => import('#commands/audit.ts'),
  mail: () => import('#commands/mail.ts'),
  notice: () => import('#commands/notice.ts'),
  webhook: () => import('#commands/webhook.ts'),
  usage: () => import('#commands/usage.ts'),
  webstat: () => import('#commands/webstat.ts'),
};

/** Loads them all, in the order of the list: for help and for the page. */
export async function loadAllCommands(): Promise<readonly Command[]> {
  const files = await Promise.all([...new Set(Object.values(commandFiles))].map((load) => load()));
  return files.flatMap((file) => file.commands);
}
