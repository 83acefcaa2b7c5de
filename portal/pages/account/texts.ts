import { en } from '#portal/pages/account/en.ts';
import { fr } from '#portal/pages/account/fr.ts';

export const texts = { en, fr };
