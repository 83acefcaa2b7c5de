/**
 * Makes, or finds again, all that a first call needs: a developer, an application, its subscription and approval, consent
 * to the terms, a business profile. In the sandbox alone, because here one person plays both sides.
 */
import { Problem } from '#base/problem.ts';
import type { AdminCurl } from '#commands/first-call/admin-curl.ts';
import { shellWord, type Step } from '#commands/first-call/step.ts';
import type { Target } from '#commands/first-call/target.ts';
import { commandLine } from '#commands/registry-session.ts';
import { createAccount } from '#registry/accounts/create.ts';
import { getAccount } from '#registry/accounts/get.ts';
import { createSandboxApplication } from '#registry/applications/create-sandbox.ts';
import { listApplications } from '#registry/applications/list.ts';
import { getTerms } from '#registry/catalogue/get-terms.ts';
import { createSecret } from '#registry/credentials/create-secret.ts';
import { listSecrets } from '#registry/credentials/list-secrets.ts';
import { showSecret } from '#registry/credentials/show-secret.ts';
import { run, type Actor, type Registry } from '#registry/operation.ts';
import { assignProfile } from '#registry/profiles/assign.ts';
import { approveSubscription } from '#registry/subscriptions/approve.ts';
import { listSubscriptions } from '#registry/subscriptions/list.ts';
import { requestSubscription } from '#registry/subscriptions/request.ts';
import { resumeSubscription } from '#registry/subscriptions/resume.ts';
import { giveConsent } from '#registry/terms/give-consent.ts';

export type Credentials = { readonly clientId: string; readonly clientSecret: string };

/** Where the steps are done, and where they are written down. */
type Preparation = {
  readonly registry: Registry;
  readonly target: Target;
  /** Words of the person's language. */
  readonly say: (en: string, fr: string) => string;
  /** Flags that lead `guichet` to this instance. */
  readonly flags: string;
  /** The same at the admin API. */
  readonly curl: AdminCurl;
  readonly steps: Step[];
};

const email = 'first-call@guichet.example';

async function ensureDeveloper({
  registry,
  say,
  flags,
  curl,
  steps,
}: Preparation): Promise<Actor & { kind: 'account' }> {
  const found = await run(registry, commandLine, getAccount, { account: email }).catch((cause: unknown) => {
    if (cause instanceof Problem && cause.code === 'account.not_found') return null;
    throw cause;
  });
  const input = { email, name: 'First Call', active: true };
  const account = found ?? (await run(registry, commandLine, createAccount, input));
  steps.push({
    title: say('A developer with an organisation of their own', 'Un développeur avec sa propre organisation'),
    command: `npx guichet account create --email ${email} --name 'First Call' --active${flags}`,
    curl: curl(createAccount, input),
    result: found === null ? say('created', 'créé') : say('there already', 'existe déjà'),
  });
  return { kind: 'account', accountId: account.id, name: email };
}

/** The application's id and credentials; a secret that lives is shown again rather than a further one made. */
async function ensureApplication(
  { registry, say, flags, curl, steps }: Preparation,
  developer: Actor & { kind: 'account' },
): Promise<Credentials & { readonly id: string }> {
  const { memberships } = await run(registry, developer, getAccount, { account: developer.accountId });
  const organisation = memberships[0]?.organisationId ?? '';
  const name = `APP_SANDBOX_${email}`;
  const { items } = await run(registry, developer, listApplications, { organisation, environment: 'sandbox' });
  const found = items.find((application) => application.name === name);
  steps.push({
    title: say('Its sandbox application', 'Son application du bac à sable'),
    command: `npx guichet app create-sandbox ${email}${flags}`,
    curl: curl(createSandboxApplication, { account: email }),
    result: found === undefined ? say('created', 'créée') : say('there already', 'existe déjà'),
  });
  if (found === undefined) {
    const made = await run(registry, commandLine, createSandboxApplication, { account: developer.accountId });
    return { id: made.id, clientId: made.credential.clientId, clientSecret: made.secret.value };
  }
  const application = found.id;
  const nowMs = registry.clock.nowMs();
  const secrets = await run(registry, developer, listSecrets, { application });
  const live = secrets.items.find(
    (secret) => secret.withdrawnAt === null && (secret.expiresAt === null || Date.parse(secret.expiresAt) > nowMs),
  );
  const { value } =
    live === undefined
      ? await run(registry, developer, createSecret, { application, label: 'first call' })
      : await run(registry, developer, showSecret, { application, secret: live.id });
  return { id: application, clientId: found.credential.clientId, clientSecret: value };
}

async function ensureSubscription(
  { registry, target, say, flags, curl, steps }: Preparation,
  developer: Actor,
  application: { readonly id: string; readonly clientId: string },
): Promise<void> {
  const { id: productId, reference: product, plans } = target.product;
  const { items } = await run(registry, developer, listSubscriptions, { application: application.id });
  const live = items.find(
    (subscription) =>
      subscription.productId === productId && ['pending', 'approved', 'suspended'].includes(subscription.state),
  );
  const input = { application: application.clientId, product, plan: plans[0]?.slug ?? 'default' };
  const current = live ?? (await run(registry, developer, requestSubscription, input));
  steps.push({
    title: say('A subscription to the product', 'Une souscription au produit'),
    command: `npx guichet subscribe ${application.clientId} ${product}${flags}`,
    curl: curl(requestSubscription, input),
    result: current.state,
  });
  if (current.state === 'approved') return;
  const reason = 'first call';
  const decision = current.state === 'suspended' ? resumeSubscription : approveSubscription;
  const request = { subscription: current.id, reason };
  const decided = await run(registry, commandLine, decision, request);
  steps.push({
    title: say('The approval, as the local administrator', "L'approbation, en tant qu'administrateur local"),
    command: `npx guichet ${current.state === 'suspended' ? 'resume' : 'approve'} ${application.clientId} ${product} --reason ${shellWord(reason)}${flags}`,
    curl: curl(decision, request),
    result: decided.state,
  });
}

async function ensureConsent(
  { registry, target, say, flags, curl, steps }: Preparation,
  developer: Actor,
  application: { readonly id: string; readonly clientId: string },
): Promise<void> {
  if (target.api.terms === null) return;
  const { reference, versions } = await run(registry, developer, getTerms, { terms: target.api.terms });
  const nowMs = registry.clock.nowMs();
  const inForce = versions.findLast(({ effectiveAt }) => Date.parse(effectiveAt) <= nowMs);
  if (inForce === undefined) return;
  const input = { application: application.clientId, termsVersion: inForce.id };
  await run(registry, developer, giveConsent, input);
  steps.push({
    title: say('Consent to the terms of use', "L'acceptation des conditions d'utilisation"),
    command: `npx guichet consent ${application.clientId} ${reference} --account ${email}${flags}`,
    curl: curl(giveConsent, input),
    result: say(`version ${inForce.version} accepted`, `version ${inForce.version} acceptée`),
  });
}

async function ensureProfile(
  { registry, target, say, flags, curl, steps }: Preparation,
  application: { readonly id: string; readonly clientId: string },
): Promise<void> {
  const { provider, slug, profiles } = target.api;
  const [profile] = profiles;
  if (profile === undefined) return;
  const input = { application: application.clientId, provider, api: slug, profile: profile.code };
  await run(registry, commandLine, assignProfile, input);
  steps.push({
    title: say(
      'A business profile, as the local administrator: without one the API refuses',
      "Un profil métier, en tant qu'administrateur local : sans lui l'API refuse",
    ),
    command: `npx guichet profile assign ${application.clientId} ${provider} ${slug} ${profile.code}${flags}`,
    curl: curl(assignProfile, input),
    result: profile.code,
  });
}

/** Does all of them in their order, and gives what the application calls with. */
export async function prepareFirstCall(preparation: Preparation): Promise<Credentials> {
  const developer = await ensureDeveloper(preparation);
  const application = await ensureApplication(preparation, developer);
  await ensureSubscription(preparation, developer, application);
  await ensureConsent(preparation, developer, application);
  await ensureProfile(preparation, application);
  return { clientId: application.clientId, clientSecret: application.clientSecret };
}
