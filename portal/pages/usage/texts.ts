import { en } from '#portal/pages/usage/en.ts';
import { fr } from '#portal/pages/usage/fr.ts';

export const texts = { en, fr };
