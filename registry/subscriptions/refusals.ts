import { Problem } from '#base/problem.ts';
import { notFound } from '#registry/reference.ts';

export function subscriptionNotFound(): Problem {
  return notFound('subscription.not_found', {
    en: 'There is no such subscription.',
    fr: "Cette souscription n'existe pas.",
  });
}

export function productNotFound(): Problem {
  return notFound('product.not_found', { en: 'There is no such product.', fr: "Ce produit n'existe pas." });
}

export function planNotFound(): Problem {
  return notFound('plan.not_found', {
    en: 'The product has no such plan that is open.',
    fr: "Le produit n'a pas de plan ouvert de ce nom.",
  });
}

export function productNotOffered(): Problem {
  return new Problem('subscription.not_offered', 409, {
    en: 'This product is not offered (any more): it was taken off the catalogue, or its APIs are not published.',
    fr: "Ce produit n'est pas ou plus proposé : il a été retiré du catalogue, ou ses API ne sont pas publiées.",
  });
}

export function wrongEnvironment(): Problem {
  return new Problem('subscription.environment', 409, {
    en: "This product has an API that does not exist in the application's environment.",
    fr: "Ce produit contient une API qui n'existe pas dans l'environnement de l'application.",
  });
}

export function subscriptionExists(): Problem {
  return new Problem('subscription.exists', 409, {
    en: 'The application has a subscription to this product already.',
    fr: "L'application a déjà une souscription à ce produit.",
  });
}

export function wrongState(state: string): Problem {
  return new Problem(
    'subscription.state',
    409,
    {
      en: 'The subscription is not in a state in which this can be decided.',
      fr: "La souscription n'est pas dans un état qui permette cette décision.",
    },
    { internal: `state ${state}` },
  );
}

export function noPlanRequest(): Problem {
  return new Problem('subscription.no_plan_request', 409, {
    en: 'The subscription asks for no other plan: somebody has decided already, or it was taken back.',
    fr: 'La souscription ne demande pas d’autre plan : quelqu’un a déjà décidé, ou la demande a été retirée.',
  });
}

export function ownRequest(): Problem {
  return new Problem('subscription.own_request', 403, {
    en: 'Who has asked for a subscription does not approve it: another administrator must.',
    fr: "Qui a demandé une souscription ne l'approuve pas : un autre administrateur doit le faire.",
  });
}
