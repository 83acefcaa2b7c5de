import type { WhyFacts } from '#registry/why/facts.ts';
import { green, notNeeded, red, type Judge } from '#registry/why/step.ts';
import { operatorOf } from '#registry/why/who.ts';

/** True when calls are made in the name of an account: its tokens come from the password grant. */
export function speaksForAccount({ api, issuer, accountNamed }: WhyFacts): boolean {
  if (api.credential !== 'token' || issuer === null || !issuer.passwordAllowed) return false;
  return accountNamed || !issuer.grants.includes('client_credentials');
}

/** Tokens of the password grant live with the account that they speak for. */
export const account: Judge = (facts) => {
  const found = facts.account;
  if (!speaksForAccount(facts) || facts.application.deletedAt !== null) {
    if (found?.active === true && !facts.accountNamed) {
      return green(
        'Your account is active. The application calls in its own name: calls depend on no account.',
        "Votre compte est actif. L'application appelle en son propre nom : les appels ne dépendent d'aucun compte.",
      );
    }
    return notNeeded(
      'The application calls in its own name: no account is asked for.',
      "L'application appelle en son propre nom : aucun compte n'est demandé.",
    );
  }
  if (found === null) {
    return notNeeded(
      'Calls are made in the name of an account; none was named in this question.',
      "Les appels se font au nom d'un compte ; la question n'en nomme aucun.",
    );
  }
  const { email } = found;
  if (!found.active) {
    return red(`The account ${email} is not active.`, `Le compte ${email} n'est pas actif.`, {
      code: 'token.account_inactive',
      refusedBy: 'gateway',
      who: operatorOf(facts),
      remedy: 'account.activate',
      subject: email,
    });
  }
  if (!found.hasPassword) {
    return red(
      `The account ${email} has no password, so no token can be had in its name.`,
      `Le compte ${email} n'a pas de mot de passe : aucun jeton ne peut être obtenu en son nom.`,
      {
        code: 'account.password_missing',
        refusedBy: 'issuer',
        who: operatorOf(facts),
        remedy: 'account.set-password',
        subject: email,
      },
    );
  }
  const { provider } = facts;
  const warning = {
    en: `It has no right on any resource of ${provider.name.en} yet: the API may find nothing that it may see.`,
    fr: `Il n'a encore de droit sur aucune ressource de ${provider.name.fr} : l'API peut ne rien trouver qu'il puisse voir.`,
  };
  return green(`The account ${email} is active.`, `Le compte ${email} est actif.`, {
    warning: found.rights === 0 ? warning : null,
    subject: email,
  });
};
