import { Problem } from '#base/problem.ts';

/** The refusal of a file, whole: nothing of it is loaded. `line` counts from 1. */
export function fileInvalid(en: string, fr: string, line?: number): Problem {
  const where = line === undefined ? { en: '', fr: '' } : { en: ` (line ${line})`, fr: ` (ligne ${line})` };
  return new Problem('webstat.file_invalid', 422, {
    en: `The file cannot be loaded, and nothing of it was: ${en}${where.en}.`,
    fr: `Le fichier ne peut pas être chargé, et rien n'en a été repris : ${fr}${where.fr}.`,
  });
}
