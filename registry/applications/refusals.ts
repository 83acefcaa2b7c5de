import { Problem } from '#base/problem.ts';
import { notFound } from '#registry/reference.ts';

export function applicationNotFound(): Problem {
  return notFound('application.not_found', {
    en: 'There is no such application.',
    fr: "Cette application n'existe pas.",
  });
}

export function applicationNameTaken(): Problem {
  return new Problem('application.name_taken', 409, {
    en: 'The organisation has an application of this name in this environment already.',
    fr: "L'organisation a déjà une application de ce nom dans cet environnement.",
  });
}

export function tooManyApplications(): Problem {
  return new Problem('application.too_many', 409, {
    en: 'The organisation has as many applications as it may have.',
    fr: "L'organisation a atteint son nombre maximal d'applications.",
  });
}

export function pictureRefused(): Problem {
  const en = 'The picture must be a sound PNG, JPEG or WebP file of at most 1 MB and 16 million pixels.';
  const fr = "L'image doit être un fichier PNG, JPEG ou WebP intact, d'au plus 1 Mo et 16 millions de pixels.";
  return new Problem(
    'application.picture_refused',
    422,
    { en, fr },
    { faults: [{ path: 'picture', message: en, fr }] },
  );
}
