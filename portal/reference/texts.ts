import { en } from '#portal/reference/en.ts';
import { fr } from '#portal/reference/fr.ts';

export const texts = { en, fr };
