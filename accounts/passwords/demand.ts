import { Problem, type ProblemFault } from '#base/problem.ts';
import { isCommonPassword } from '#accounts/passwords/guessable.ts';

/** Whose password it is to be. */
type Owner = { readonly name: string; readonly email: string };

const common: ProblemFault = {
  path: 'password',
  message: 'This password is guessed quickly: a common word with digits or signs around it, or a repetition.',
  fr: 'Ce mot de passe se devine vite : un mot courant entouré de chiffres ou de signes, ou une répétition.',
};

const personal: ProblemFault = {
  path: 'password',
  message: 'The password must not contain your name or your e-mail address.',
  fr: 'Le mot de passe ne doit contenir ni votre nom ni votre adresse électronique.',
};

/** What is wrong with a new password besides its form, which its schema has judged; none when nothing is. */
export function passwordFaults(password: string, owner: Owner): readonly ProblemFault[] {
  return [
    ...(isCommonPassword(password) ? [common] : []),
    ...(holdsOwner(password.toLowerCase(), owner) ? [personal] : []),
  ];
}

/** Words of fewer letters are in too many good passwords by accident. */
const shortestWord = 4;

function holdsOwner(password: string, { name, email }: Owner): boolean {
  const [local = ''] = email.toLowerCase().split('@');
  const words = [local, ...local.split(/[^\p{L}]+/u), ...name.toLowerCase().split(/[^\p{L}]+/u)];
  return words.some((word) => word.length >= shortestWord && password.includes(word));
}

/** @throws Problem `password.weak` (422) with a fault of the field `password` for each reason */
export function demandGoodPassword(password: string, owner: Owner): void {
  const faults = passwordFaults(password, owner);
  if (faults.length === 0) return;
  throw new Problem(
    'password.weak',
    422,
    { en: 'This password is too easy to guess.', fr: 'Ce mot de passe est trop facile à deviner.' },
    { faults },
  );
}
