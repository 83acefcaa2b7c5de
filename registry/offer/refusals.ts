import { Problem } from '#base/problem.ts';

export function apiExists(): Problem {
  return new Problem('api.exists', 409, {
    en: 'The provider has this version of the API already: choose another version.',
    fr: "Le fournisseur a déjà cette version de l'API : choisissez une autre version.",
  });
}

export function wrongLife(status: string): Problem {
  return new Problem(
    'api.state',
    409,
    {
      en: 'The API is not in a state in which this can be done.',
      fr: "L'API n'est pas dans un état qui le permette.",
    },
    { internal: `status ${status}` },
  );
}

export function endPassed(): Problem {
  return new Problem(
    'api.sunset_passed',
    422,
    {
      en: 'The end must be announced for a day to come; to end the API now, retire it.',
      fr: "La fin s'annonce pour un jour à venir ; pour arrêter l'API maintenant, retirez-la.",
    },
    {
      faults: [{ path: 'sunset', message: 'This day must be in the future.', fr: 'Ce jour doit être dans le futur.' }],
    },
  );
}
